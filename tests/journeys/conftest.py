"""A phone (360 px, Spanish) before the running product. Whatever its page complains of fails a journey."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.journeys.product import Product

CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "/usr/bin/chromium")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000  # ms: a cold worker on a busy machine
PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "es-MX",
    "timezone_id": "America/La_Paz",
    "service_workers": "block",
}


expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def product(request: pytest.FixtureRequest) -> Product:
    """The product of the shared embedded run, or one that already runs at ``PUNTUAL_URL``."""
    return Product(os.environ.get("PUNTUAL_URL") or request.getfixturevalue("embedded").base_url)


@pytest.fixture(scope="session")
def base_url(product: Product) -> str:
    return product.base_url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "headless": True, "args": ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, **PHONE}


@pytest.fixture
def complaints() -> list[str]:
    """What pages complained of: script errors, what the policy refused, files that are not there."""
    return []


@pytest.fixture
def context(context: BrowserContext, complaints: list[str]) -> Iterator[BrowserContext]:
    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)

    def hear(message: ConsoleMessage) -> None:
        if any(word in message.text for word in ("Content Security Policy", "Content-Security-Policy", "Trusted")):
            complaints.append(message.text)
        if "status of 404" in message.text and "/api/" not in message.location["url"]:
            complaints.append(f"no such file: {message.location['url']}")

    context.set_default_timeout(PATIENCE)
    context.on("page", listen)
    yield context
    assert complaints == []
