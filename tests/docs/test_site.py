"""The documentation site: built without a warning, and used in Chromium without a network."""

import os
import re
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.chromium import SCREENSHOTS, chromium
from tests.docs.written import ROOT

NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def address(site):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with chromium(NO_NETWORK) as browser:
        yield browser


@pytest.fixture
def opened(browser):
    """Open a page; `asked` and `faults` of it are the addresses that were asked for, and what went wrong."""
    contexts = []

    def call(address, scheme="light", width=1280, shot=None):
        contexts.append(browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}))
        page = contexts[-1].new_page()
        page.asked, page.faults = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("requestfailed", lambda request: page.faults.append(request.url))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(address, wait_until="networkidle")
        if shot:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"{shot}.png")
        return page

    yield call
    for context in contexts:
        context.close()


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.heavy)])
def test_no_page_asks_for_anything_from_elsewhere(every, site, address, opened):
    """Asked of some pages in each run, for they are made alike, and of all where there is time."""
    page = opened(f"{address}/index.html")
    for file in sorted(site.rglob("*.html"))[::every]:
        page.goto(f"{address}/{file.relative_to(site)}", wait_until="networkidle")
    assert len(page.asked) > 200 / every
    assert {url for url in page.asked if not url.startswith((address, "data:", "blob:"))} == set()
    assert page.faults == []


def test_links_that_lead_elsewhere_have_their_form(site):
    for file in site.rglob("*.html"):
        for link in re.findall(r'<a [^>]*href="(https?:[^"]*)"', file.read_text("utf-8")):
            assert re.fullmatch(r"https://[\w.-]+\.[a-z]+(/[\w./~%+-]*)?(#[\w.-]+)?", link), (file.name, link)


@pytest.mark.parametrize("way", ["served", "from its files"])
def test_the_search_finds_a_page(way, site, address, opened):
    page = opened(f"{address}/index.html" if way == "served" else (site / "index.html").as_uri())
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("subgradient")
    result = page.locator(".md-search-result__link", has_text="L1 and its subgradient")
    expect(result).to_be_visible(timeout=15000)
    result.click()
    expect(page.get_by_role("heading", name="L1 and its subgradient")).to_be_visible()
    assert page.faults == []


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 23, 27)")])
def test_the_start_page_can_be_read_by_everybody(scheme, paper, address, opened):
    page = opened(f"{address}/index.html", scheme, shot=f"docs-{scheme}")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    found = Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert serious == [], [(each["id"], [node["html"] for node in each["nodes"]]) for each in serious]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mathematics_is_set_by_the_browser(scheme, address, opened):
    page = opened(f"{address}/mathematics.html", scheme, shot=f"docs-mathematics-{scheme}")
    formulas = page.locator("math")
    assert formulas.count() > 100
    text = page.locator("article").inner_text()
    assert "$" not in text
    assert "\\" not in text
    fraction = page.locator(".formula mfrac").first
    top, bottom = (fraction.locator(f"xpath=*[{place}]").bounding_box() for place in (1, 2))
    assert top["y"] + top["height"] <= bottom["y"] + 1  # it is laid out as a fraction, not as text
    assert page.evaluate("document.fonts.check('16px Formulas')")
    wide = ".filter(each => each.scrollWidth > each.clientWidth).map(each => each.textContent)"
    assert page.evaluate(f"[...document.querySelectorAll('.formula')]{wide}") == []


def test_the_typeface_is_that_of_the_feedback_page(address, opened):
    page = opened(f"{address}/commands.html")
    style = (ROOT / "autograder/outlets/templates/palette.css").read_text("utf-8")
    face = " ".join(re.search(r"--text: ([^;]+);", style)[1].split())
    assert page.evaluate("getComputedStyle(document.querySelector('article p')).fontFamily") == face
    assert page.evaluate("getComputedStyle(document.querySelector('article p')).fontSize") == "16px"


def test_it_fits_a_telephone(address, opened):
    page = opened(f"{address}/index.html", width=380, shot="docs-narrow")
    assert page.evaluate("document.documentElement.scrollWidth <= 380")
