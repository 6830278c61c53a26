"""One run of the embedded cloud, from an empty folder to a page of links, and back to rest."""

import json
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from infra import package
from infra.local import console_users, control, demo, deploy, permissions
from infra.local.clock import Clock
from infra.local.cloud import Cloud
from infra.local.folder import locked
from infra.local.front import Front
from infra.local.gateway import Gateway
from infra.local.gateway_words import put_gateway_words
from infra.local.home import Home
from infra.local.paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID
from infra.local.portal_headers import portal_headers
from infra.local.settings import Settings
from infra.local.stripe import API_KEY, WEBHOOK_SECRET

READY_SECONDS = 60.0
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
Say = Callable[[str], None]


class Stopped(BaseException):
    """Somebody asked the run to end."""


def run(settings: Settings, say: Say) -> None:
    """Start everything, stay until SIGTERM or SIGINT, stop everything in order."""
    for number in _SIGNALS:
        signal.signal(number, _stop)
    try:
        with ExitStack() as stack:
            cloud, home, surface = _start(settings, say, stack)
            say(_links(home, surface))
            cloud.wait()
    except Stopped:
        say("Stopped. Everything is saved.")


def _stop(*_: object) -> None:
    for number in _SIGNALS:  # a second one does not disturb the saving
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def _start(settings: Settings, say: Say, stack: ExitStack) -> tuple[Cloud, Home, control.Surface]:
    """What is started last is stopped first; the cloud saves its state when all others are at rest."""
    lock = stack.enter_context(locked(settings.path))
    clock = Clock(settings.path)
    clock.start(demo.begin(settings.clock) if settings.demo else settings.clock)
    front = Front(settings.port, settings.path / "access.log")
    stack.callback(front.server_close)
    with _step(say, "Packaging the functions"):
        package.package()
    cloud = Cloud(settings.path)
    with _step(say, "Starting the embedded cloud"):
        stack.callback(cloud.stop)
        enforced = permissions.SETTING if settings.enforce_permissions else {}
        cloud.start(control.settings(front.base_url) | {"CLOCK_FILE": str(clock.path)} | enforced, lock)
    with _step(say, "Deploying the stack"):
        home = _deploy(settings, front, cloud)
    surface = control.Surface(home)
    console_users.invite_all(home, control.business_names())
    _serve(front, home, surface, stack)
    if settings.demo and not demo.is_seeded(home):
        with _step(say, "Seeding demo data"):
            demo.seed(home, settings.clock, say)
    _wait_for_the_api(home)
    front.ready.set()
    return cloud, home, surface


def _deploy(settings: Settings, front: Front, cloud: Cloud) -> Home:
    bare = Home(settings.path, front.base_url, cloud.endpoint_url)
    template = json.loads((package.OUT / "sam.json").read_text())
    if settings.enforce_permissions:
        permissions.adapt(template)
    archive = (package.OUT / "deployment.zip").read_bytes()
    outputs = deploy.deploy(bare, template, archive, {"PortalUrl": front.base_url, "Size": "small"})
    home = Home(settings.path, front.base_url, cloud.endpoint_url, outputs)
    keys = {
        "StripeSecretArn": {"api_key": API_KEY, "webhook_secret": WEBHOOK_SECRET},
        "PayPalSecretArn": {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "webhook_id": WEBHOOK_ID},
    }
    put_gateway_words(home, template, package.STAGE)
    for name, own in keys.items():
        home.client("secretsmanager").put_secret_value(SecretId=outputs[name], SecretString=json.dumps(own))
    return home


def _serve(front: Front, home: Home, surface: control.Surface, stack: ExitStack) -> None:
    template = json.loads((package.OUT / "sam.json").read_text())
    front.headers = portal_headers(template, uploads=home.endpoint_url)
    front.gateway = Gateway(home.endpoint_url.removeprefix("http://"), home.outputs["RestAPIId"], package.STAGE)
    stack.callback(front.gateway.close)
    front.routes = surface.routes
    surface.start()
    stack.callback(surface.stop)
    threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.1}, name="front", daemon=True).start()
    stack.callback(front.shutdown)


def _wait_for_the_api(home: Home) -> None:
    """The first request also wakes the API's function, so that the first visitor need not wait for it."""
    urllib.request.urlopen(f"{home.base_url}/lite", timeout=READY_SECONDS).close()


def _links(home: Home, surface: control.Surface) -> str:
    base = home.base_url
    sample = demo.sample_link(surface)
    links = {
        "Everything": f"{base}/local/",
        "A debtor's portal": sample or "after the first reminder, in the mailbox",
        "Console": f"{base}/console/",
        "Mailbox": f"{base}/local/mailbox",
        "Upload a file": f"{base}/local/upload",
    }
    rows = "\n".join(f"  {name:<18} {url}" for name, url in links.items())
    return f"\nPuntual runs.\n\n{rows}\n\nCtrl-C stops it and keeps its data in {home.path}.\n"


@contextmanager
def _step(say: Say, name: str) -> Iterator[None]:
    began = time.monotonic()
    say(f"{name} …")
    yield
    took = time.monotonic() - began
    if took > 1:
        say(f"  {took:.1f} s")
