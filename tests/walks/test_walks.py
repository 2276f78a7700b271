"""Five walks through JupyterLab, as a student takes them who has unpacked a release.

Run all cells, read what is still missing, write code into the regions of a function, run it and its check, see it
pass, and see the plot that waited for it.
"""

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from autograder import assignments
from autograder.pipeline.markers import find_regions
from autograder.pipeline.notebooks import Place, read_notebook
from tests.chromium import chromium, shoot
from tests.jupyterlab import TOKEN, jupyterlab

ROOT = Path(__file__).parents[2]
MISSING = re.compile("Your code is still missing at|which is not installed here")
PATIENCE = 300_000  # milliseconds, of a busy machine

TO_THE_MIDDLE = """async element => {
    for (let before = NaN, top = 0; before !== top; ) {  // cells that come into view find their heights only then
        before = element.getBoundingClientRect().top;
        element.scrollIntoView({block: "center"});
        for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
        top = element.getBoundingClientRect().top;
    }
}"""

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Walk:
    """The functions that are filled in, and the cell whose plot needs no others."""

    assignment: str
    functions: tuple[str, ...]
    plot: str
    theme: str = "JupyterLab Light"


WALKS = (
    Walk("initialization", ("initialize_parameters_he",), "train-he"),
    Walk("regularization", ("forward_propagation_with_dropout",), "mask-film"),
    Walk("gradient_checking", ("gradient_check_n",), "blocks", "JupyterLab Dark"),
    Walk("optimization", ("update_parameters_with_gd", "random_mini_batches"), "paths-by-size"),
    Walk("beyond_l2", ("l1_gradient",), "shrink", "JupyterLab Dark"),
)


QUICK = "gradient_checking"
"""The walk that is taken in each run; the others take minutes together."""


def each_walk():
    for walk in WALKS:
        yield pytest.param(walk, id=walk.assignment, marks=[pytest.mark.heavy] * (walk.assignment != QUICK))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A student's folder with the five releases, and nothing else of this repository in reach."""
    folder = tmp_path_factory.mktemp("student")
    for walk in WALKS:
        release = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / "release" / walk.assignment, folder / walk.assignment, ignore=release)
    return folder


@pytest.fixture(scope="module")
def lab(home):
    own = home / ".own"
    own.mkdir()
    variables = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "MPLBACKEND")}
    variables |= {"HOME": str(home), "JUPYTER_DATA_DIR": str(own / "data"), "IPYTHONDIR": str(own / "ipython")}
    with jupyterlab(home, own, variables, without=("@jupyter/nbgrader",)) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


class Notebook:
    """An open notebook: its cells are found by the ids that they have in the file."""

    def __init__(self, page, path):
        self.page = page
        self.path = path
        self.cells = read_notebook(path).cells
        self.errors = page.locator("[data-mime-type='application/vnd.jupyter.stderr']:has(.ansi-red-fg)")
        self.places = {cell.id: number for number, cell in enumerate(self.cells)}

    def cell(self, name):
        return self.page.locator(".jp-Notebook .jp-Cell").nth(self.places[name])

    def output(self, name):
        return self.cell(name).locator(".jp-OutputArea")

    def run_all(self):
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        for cell in self.cells:
            if cell.cell_type == "code":
                self.has_run(cell.id)

    def prompt(self, name):
        return self.cell(name).locator(".jp-InputPrompt")

    def has_run(self, name, before="[ ]:"):
        """Wait until the prompt of a cell has another number than before; what raises ends it all."""
        done = self.prompt(name).filter(has_text=re.compile(r"\[\d+\]:")).filter(has_not_text=before)
        expect(done.or_(self.errors).first).to_be_attached()
        assert self.errors.all_text_contents() == []

    def fill_in(self, name, written):
        """Write over what stands between the markers of a cell, the lowest region first, as the keyboard does it."""
        stub = find_regions(self.cells[self.places[name]].source, Place(self.path, name))
        solved = find_regions(written, Place(self.path, name))
        lines = written.splitlines()
        self.cell(name).scroll_into_view_if_needed()
        self.cell(name).locator(".cm-content .cm-line").first.click()
        keys = self.page.keyboard
        for old, new in reversed(list(zip(stub, solved, strict=True))):
            text = "".join(f"{line}\n" for line in lines[new.start : new.end - 1])
            self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
            keys.press("Control+Home")
            for _ in range(old.start):
                keys.press("ArrowDown")
            for _ in range(old.start, old.end - 1):
                keys.press("Shift+ArrowDown")
            keys.press("Control+V")

    def run(self, first, last):
        """Run the cells from one to another, with Shift+Enter again and again."""
        self.cell(first).locator(".cm-content").click()
        names = [cell.id for cell in self.cells[self.places[first] : self.places[last] + 1]]
        code = [name for name in names if self.cells[self.places[name]].cell_type == "code"]
        before = {name: self.prompt(name).text_content() for name in code}
        for _ in names:
            self.page.keyboard.press("Shift+Enter")
        for name in code:
            self.has_run(name, before[name])

    def shoot(self, what, name):
        what.evaluate(TO_THE_MIDDLE)
        shoot(self.page, f"walk-{self.path.stem}-{name}")

    def save(self):
        with self.page.expect_response(lambda answer: answer.request.method == "PUT" and "/contents/" in answer.url):
            self.page.keyboard.press("Control+S")
        return {cell.id: cell for cell in read_notebook(self.path).cells}


@pytest.fixture
def open_notebook(home, lab, page):
    def call(assignment, theme="JupyterLab Light"):
        settings = f"{lab}/lab/api/settings/@jupyterlab/apputils-extension:themes?token={TOKEN}"
        assert page.request.put(settings, data={"raw": json.dumps({"theme": theme})}).ok
        notebook = Notebook(page, home / assignment / f"{assignment}.ipynb")
        page.goto(f"{lab}/lab/workspaces/{assignment}/tree/{assignment}/{assignment}.ipynb?token={TOKEN}")
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(notebook.cells))
        expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible()
        return notebook

    return call


@pytest.mark.parametrize("walk", list(each_walk()))
def test_walk(walk, open_notebook):
    source = ROOT / "source" / walk.assignment / f"{walk.assignment}.ipynb"
    solved = {cell.id: cell.source for cell in read_notebook(source).cells}
    notebook = open_notebook(walk.assignment, walk.theme)
    notebook.run_all()
    for exercise in assignments.load(walk.assignment).exercises:
        block = notebook.output(f"check-{exercise.name}").locator(".checks")
        expect(block).to_contain_text(MISSING)  # the function, or the package that only this exercise needs
    for name in walk.functions:
        expect(notebook.output(f"check-{name}").locator(".checks")).to_contain_text("to fill in")
        expect(notebook.output(f"try-{name}")).to_contain_text(f"Still to be filled in: {name}.")
    expect(notebook.output(walk.plot)).to_contain_text("Still to be filled in:")
    expect(notebook.output(walk.plot).locator("img")).to_have_count(0)
    expect(notebook.output("check-all")).to_contain_text("Still to be filled in: ")
    notebook.shoot(notebook.output(f"check-{walk.functions[0]}"), "unfilled")

    for name in walk.functions:
        notebook.fill_in(name, solved[name])
        notebook.run(name, f"check-{name}")
        block = notebook.output(f"check-{name}").locator(".checks")
        expect(block).to_have_class(re.compile(r"\bgood\b"))
        expect(block).to_contain_text(f"passed {name}")
        notebook.shoot(block, "passed")

    notebook.run(walk.functions[-1], walk.plot)
    picture = notebook.output(walk.plot).locator(".jp-RenderedImage img").last
    expect(picture).to_be_visible()
    notebook.shoot(picture, "plot")

    saved = notebook.save()
    for name in walk.functions:
        assert saved[name].source == solved[name]


@pytest.mark.heavy
def test_the_picture_follows_the_slider(open_notebook):
    notebook = open_notebook("gradient_checking")
    notebook.run("setup", "slopes-film-draw")
    film = notebook.output("slopes-film-draw")
    readout, picture = film.locator(".widget-readout"), film.locator("img.widget-image")
    last, before = readout.text_content(), picture.get_attribute("src")
    film.locator(".noUi-handle").press("ArrowLeft")
    expect(readout).not_to_have_text(last)
    expect(picture).not_to_have_attribute("src", before)
    notebook.shoot(picture, "slider")
