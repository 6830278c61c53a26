"""The edge's function and the embedded run agree on which page a path is."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from infra.local import portal_files
from infra.local.control.web import Request

ASKED = [
    ("/", "pt-BR,pt;q=0.9"),
    ("/", "de-DE,en;q=0.5"),
    ("/", "de"),
    ("/", ""),
    ("/es", ""),
    ("/console", ""),
    ("/es/", ""),
    ("/app.js", ""),
]


@pytest.fixture(scope="session")
def edge(resources: dict[str, Any]) -> list[dict[str, Any]]:
    """What the function returns for each of ``ASKED``: the request that goes on, or an answer."""
    node = shutil.which("node")
    if not node:
        pytest.skip("no Node here to run the edge's function (apt-get install nodejs)")
    code = resources["PortalPaths"]["Properties"]["FunctionCode"]
    events = [
        {"request": {"uri": path, "headers": {"accept-language": {"value": said}} if said else {}}}
        for path, said in ASKED
    ]
    script = f"{code}\nconsole.log(JSON.stringify({json.dumps(events)}.map(handler)))"
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


@pytest.mark.parametrize("number", range(len(ASKED)))
def test_a_path_means_the_same_page(edge: list[dict[str, Any]], number: int) -> None:
    path, said = ASKED[number]
    here = portal_files.serve(Request("GET", path, headers={"accept-language": said}))
    there = edge[number]
    if "statusCode" in there:
        assert (here.status, here.headers["Location"]) == (there["statusCode"], there["headers"]["location"]["value"])
    else:
        assert here.status == 200
        assert (portal_files.PORTAL / there["uri"].lstrip("/")).is_file()
