"""The three shells: neutral before anybody has said who they are, and useful when the script never runs."""

import json
import re
from pathlib import Path

import pytest

PORTAL = Path(__file__).parents[2] / "portal"
LANGUAGES = ("es", "en", "pt")
TELLING = r"saldo|deuda|pag[ao]|cobr|factura|monto|balance|debt|pay|owe|invoice|dívida|fatura|valor"


def shell(lang: str) -> str:
    return (PORTAL / lang / "index.html").read_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_shell_says_nothing_about_money(lang: str) -> None:
    assert not re.search(TELLING, shell(lang).replace("/parts/page.js", ""), re.IGNORECASE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_shell_speaks_the_words_of_its_catalog(lang: str) -> None:
    words = json.loads((PORTAL / "text" / f"{lang}.json").read_text())
    for key in ("title", "skip", "loading_title", "loading_text"):
        assert words[key] in shell(lang), key
    assert f'<html lang="{lang}">' in shell(lang)
    assert f"<title>{words['title']}</title>" in shell(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_shell_stays_out_of_searches_referers_and_previews(lang: str) -> None:
    assert '<meta name="robots" content="noindex, nofollow">' in shell(lang)
    assert '<meta name="referrer" content="no-referrer">' in shell(lang)
    assert re.findall(r"og:(\w+)", shell(lang)) == ["title"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_shell_runs_nothing_inline_and_asks_no_third_party(lang: str) -> None:
    assert re.findall(r"<script(?! type=\"module\" src=\"/app\.js\"></script>)", shell(lang)) == []
    assert "<style" not in shell(lang)
    assert "style=" not in shell(lang)
    assert re.findall(r'(?:src|href)="(?:https?:)?//', shell(lang)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_shell_shows_a_way_out_without_script(lang: str) -> None:
    assert re.search(rf'<p class="slow">.*<a href="/lite\?lang={lang}">', shell(lang))
    assert re.search(rf'<noscript>.*<a href="/lite\?lang={lang}">.*</noscript>', shell(lang))
    assert "animation: appear 0s linear 6s forwards" in (PORTAL / "app.css").read_text()


def test_shells_differ_in_words_only() -> None:
    frames = {re.sub(r">[^<]+<", "><", re.sub(r'"[^"]*"', '""', shell(lang))) for lang in LANGUAGES}
    assert len(frames) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_shell_offers_nothing_to_tap_that_would_lose_the_link(lang: str) -> None:
    """Before the script has read the link's secret, another page of ours would not know it."""
    assert set(re.findall(r'<a[^>]* href="([^"]+)"', shell(lang))) == {"#main", f"/lite?lang={lang}"}
