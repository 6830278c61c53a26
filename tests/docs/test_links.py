"""Every page leads where it says, and tells of no machine but the reader's."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchor, headings, links

NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


@pytest.mark.parametrize("name", NAMES)
def test_every_link_inside_the_repository_leads_somewhere(name: str) -> None:
    page = ROOT / name
    for link in links(page):
        if re.match(r"https?:", link):
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not fragment or fragment in map(anchor, headings(target)), link


@pytest.mark.parametrize("name", NAMES)
def test_lines_stay_readable_and_name_no_private_place(name: str) -> None:
    page = ROOT / name
    for line in page.read_text().splitlines():
        assert len(line) <= 180 or line.startswith("|"), line
        assert not re.search(r"/(tmp|home|Users)/", line), line


def test_every_page_is_named_by_another() -> None:
    named = {(page.parent / link.partition("#")[0]).resolve() for page in PAGES for link in links(page)}
    alone = [page for page in PAGES if page not in named and page.name != "README.md"]
    assert [page for page in alone if page.parent != Path(ROOT, "docs", "decisions")] == []


def test_the_screenshot_is_small() -> None:
    assert (ROOT / "docs" / "images" / "portal.png").stat().st_size < 150_000
