"""The front server between a browser and the API: files, headers, bodies, cookies, and what it never writes down."""

import gzip
import http.client
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import brotli
import pytest

from infra.local import portal_files
from infra.local.control.web import Request, Response
from infra.local.front import Front
from infra.local.gateway import Gateway


@dataclass
class Api:
    """What reached the API, and the address at which it listens."""

    address: str
    heard: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def api() -> Iterator[Api]:
    found: list[Api] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found[0].heard.append((self.command, self.path, headers, body))
            self.send_response(201)
            self.send_header("Set-Cookie", "session=one; HttpOnly")
            self.send_header("Set-Cookie", "other=two")
            self.send_header("Referrer-Policy", "unsafe-url")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Quiet."""

        do_GET = do_POST = answer  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.append(Api(f"127.0.0.1:{server.server_port}"))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield found[0]
    server.shutdown()
    server.server_close()


@pytest.fixture
def front(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    portal = tmp_path / "portal"
    (portal / "es").mkdir(parents=True)
    (portal / "es" / "index.html").write_text("<!doctype html>" + "á" * 500)
    (tmp_path / "secret.txt").write_text("not the portal's")
    monkeypatch.setattr(portal_files, "PORTAL", portal)
    front = Front(0, tmp_path / "access.log")
    front.headers = {"Referrer-Policy": "no-referrer", "Content-Security-Policy": "default-src 'none'"}
    gateway = front.gateway = Gateway(api.address, "a1b2", "live")
    front.routes.add("PUT", "/local/length", _length)
    threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield front
    front.shutdown()
    front.server_close()
    gateway.close()


def _length(request: Request) -> Response:
    return Response(200, iter([str(len(request.bytes())).encode(), b" bytes"]))


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes


Ask = Callable[..., Answer]


@pytest.fixture
def ask(front: Front) -> Iterator[Ask]:
    connection = http.client.HTTPConnection("127.0.0.1", front.server_port, timeout=10)

    def ask(method: str, path: str, body: Any = None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named, encode_chunked=named.get("Transfer-Encoding") == "chunked")
        response = connection.getresponse()
        headers_in = dict(response.getheaders())
        return Answer(response.status, headers_in, response.msg.get_all("Set-Cookie") or [], response.read())

    yield ask
    connection.close()


def test_a_page_comes_compressed_as_the_browser_likes_it(ask: Ask) -> None:
    plain, packed, zipped = (ask("GET", "/es/", Accept_Encoding=one) for one in ("identity", "gzip, br", "gzip"))
    assert brotli.decompress(packed.body) == gzip.decompress(zipped.body) == plain.body
    assert packed.headers["Content-Encoding"] == "br"
    assert "Content-Encoding" not in plain.headers


def test_a_page_that_is_known_is_not_sent_again(ask: Ask) -> None:
    tag = ask("GET", "/es/").headers["ETag"]
    again = ask("GET", "/es/", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert ask("GET", "/es/").status == 200  # and the connection still works


@pytest.mark.parametrize("path", ["/../secret.txt", "/es/../../secret.txt", "/%2e%2e/secret.txt", "/nothing.js"])
def test_nothing_but_the_portal_is_served(ask: Ask, path: str) -> None:
    assert ask("GET", path).status == 404


def test_the_root_speaks_the_readers_language(ask: Ask) -> None:
    assert ask("GET", "/", Accept_Language="de, pt-BR;q=0.8").headers["Location"] == "/pt/"
    assert ask("GET", "/", Accept_Language="de").headers["Location"] == "/es/"


def test_a_head_request_has_no_body(ask: Ask) -> None:
    assert ask("HEAD", "/es/").body == b""
    assert ask("GET", "/es/").status == 200


def test_the_api_gets_path_query_body_and_what_protects_it(ask: Ask, api: Api) -> None:
    ask("POST", "/api/payments?x=a%20b", b'{"n": 1}', Origin="http://o", Cookie="session=s", Idempotency_Key="k")
    method, path, headers, body = api.heard[0]
    assert (method, path, body) == ("POST", "/restapis/a1b2/live/_user_request_/api/payments?x=a%20b", b'{"n": 1}')
    assert (headers["origin"], headers["cookie"], headers["idempotency-key"]) == ("http://o", "session=s", "k")


def test_the_api_learns_who_asks_whatever_the_client_says_of_itself(ask: Ask, api: Api) -> None:
    ask("GET", "/lite", X_Forwarded_For="203.0.113.7")
    assert api.heard[0][2]["x-forwarded-for"] == "203.0.113.7, 127.0.0.1, 127.0.0.1"


def test_a_visitor_of_localhost_is_sent_to_the_origin_of_the_links(ask: Ask, front: Front) -> None:
    answer = ask("GET", "/es/?a=b", Host=f"localhost:{front.server_port}")
    assert (answer.status, answer.headers["Location"]) == (302, f"{front.base_url}/es/?a=b")


def test_every_cookie_comes_back_and_the_policy_wins(ask: Ask) -> None:
    answer = ask("GET", "/lite")
    assert answer.status == 201
    assert answer.cookies == ["session=one; HttpOnly", "other=two"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"


def test_a_body_that_no_function_takes_is_refused_and_the_connection_goes_on(ask: Ask, api: Api) -> None:
    refused = ask("POST", "/api/session", b"x" * (7 << 20))
    assert refused.status == 413
    assert json.loads(refused.body)["code"] == "too_large"
    assert not api.heard
    assert ask("GET", "/lite").status == 201


def test_a_chunked_body_arrives_whole(ask: Ask) -> None:
    answer = ask("PUT", "/local/length", iter([b"abc", b"de" * 5000]), Transfer_Encoding="chunked")
    assert answer.body == b"10003 bytes"


def test_a_body_that_nobody_reads_does_not_disturb_the_next_request(ask: Ask) -> None:
    assert ask("PUT", "/local/nothing", b"x" * 100_000).status == 404
    assert ask("GET", "/es/").status == 200


def test_an_api_that_is_gone_is_a_503(ask: Ask, front: Front) -> None:
    front.gateway = Gateway("127.0.0.1:9", "a1b2", "live")
    assert ask("GET", "/lite").status == 503


def test_health_waits_until_everything_is_ready(ask: Ask, front: Front) -> None:
    assert ask("GET", "/api/health").status == 503
    front.ready.set()
    assert ask("GET", "/api/health").status == 200


def test_the_log_tells_neither_query_nor_header_nor_body(ask: Ask, front: Front, tmp_path: Path) -> None:
    ask("POST", "/api/session?t=query-secret", b'{"token": "body-secret"}', Cookie="session=cookie-secret")
    ask("POST", "/api/optout/long-secret-key-that-is-part-of-the-path-itself", b"")
    ask("GET", "/es/")  # by now the lines of the others are written
    logged = (tmp_path / "access.log").read_text()
    assert "POST /api/session 201" in logged
    assert "POST /api/optout/… 201" in logged
    assert "secret" not in logged
