"""Builds what is deployed, the same for AWS and for the embedded cloud: build/package/sam.json and deployment.zip.

Chalice writes the template of the functions, the files of ``infra/*.yaml`` are merged over it; the archive is what
Chalice packs of ours, compiled, after our dependencies. The same sources give the same bytes.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

from infra.dependencies import ARCHITECTURE, compile_sources, dependencies, write_archive

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "package"
TEMPLATES = ("resources.yaml", "work.yaml", "sending.yaml", "portal.yaml", "console.yaml", "alarms.yaml")
STAGE = "live"


def package(out: Path = OUT) -> bool:
    """Build into ``out`` unless the sources are those of the last time; tells whether anything was built."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with (out.parent / "package.lock").open("w") as lock:  # a run and a test may want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        fingerprint = sources_fingerprint()
        mark = out / "sources.sha256"
        if mark.exists() and mark.read_text() == fingerprint:
            return False
        with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
            _build(Path(scratch), fingerprint, out)
    return True


def _build(scratch: Path, fingerprint: str, out: Path) -> None:
    staging, fresh = scratch / "staging", scratch / "fresh"
    _stage(staging)
    _run_chalice(staging, fresh)
    _add_dependencies(fresh / "deployment.zip", scratch / "ours", out.parent)
    (fresh / "sources.sha256").write_text(fingerprint)
    if out.exists():
        out.rename(scratch / "former")
    fresh.rename(out)


def sources_fingerprint() -> str:
    """SHA-256 over everything that can change the package, the interpreter and the machine's kind included."""
    digest = hashlib.sha256(f"{sys.version} {ARCHITECTURE}".encode())
    for path in _sources():
        content = path.read_bytes()
        digest.update(f"\n{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from (ROOT / "app.py", ROOT / "requirements.txt", Path(__file__), ROOT / "infra" / "dependencies.py")
    yield from sorted((ROOT / ".chalice").glob("*.json"))
    yield from (ROOT / "infra" / name for name in TEMPLATES)
    for room in ("chalicelib", "functions"):
        yield from sorted(file for file in (ROOT / room).rglob("*") if file.is_file() and _is_source(file))


def _is_source(file: Path) -> bool:
    return "__pycache__" not in file.parts


def _stage(staging: Path) -> None:
    """Copy what Chalice may see, so that it packages nothing else and leaves nothing behind."""
    staging.mkdir(parents=True)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copy(ROOT / "app.py", staging)
    (staging / "requirements.txt").touch()  # it would fetch them anew for every change of ours
    shutil.copytree(ROOT / "chalicelib", staging / "chalicelib", ignore=ignore)
    shutil.copytree(ROOT / "functions", staging / "vendor" / "functions", ignore=ignore)
    shutil.copytree(ROOT / ".chalice", staging / ".chalice", ignore=shutil.ignore_patterns("deployments"))
    config_path = staging / ".chalice" / "config.json"
    config = json.loads(config_path.read_text())
    config["lambda_architecture"] = ARCHITECTURE
    config_path.write_text(json.dumps(config))
    (staging / "resources.json").write_text(json.dumps(merged_resources()))


def merged_resources() -> dict[str, Any]:
    """The files of ``infra/*.yaml`` as one template, intrinsics in their long form."""
    serializer, merger = YAMLTemplateSerializer(), TemplateDeepMerger()
    merged: dict[str, Any] = {}
    for name in TEMPLATES:
        text = (ROOT / "infra" / name).read_text()
        merged = merger.merge(serializer.load_template(text, name), merged)
    return merged


def _run_chalice(staging: Path, fresh: Path) -> None:
    chalice = Path(sys.executable).with_name("chalice")
    command = [str(chalice), "package", "--stage", STAGE, "--merge-template", "resources.json", str(fresh)]
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1"}  # asked for, not used
    done = subprocess.run(command, cwd=staging, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"chalice package failed:\n{done.stdout}{done.stderr}")


def _add_dependencies(archive: Path, ours: Path, cache: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(ours)
    compile_sources(ours)
    write_archive(ours, archive, base=dependencies(ROOT / "requirements.txt", cache))


if __name__ == "__main__":
    print("Packaged into build/package." if package() else "Package unchanged.")
