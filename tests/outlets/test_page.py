"""The feedback page, opened in Chromium: what a student sees, what nobody may see, and that everybody can read it."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder import assignments, language
from autograder.bench import open_bench, prepare
from autograder.course import Course
from autograder.flow import grade
from autograder.grading.side_by_side import side_by_side
from autograder.model import (
    Diagnosis,
    ExerciseResult,
    Fate,
    Hints,
    Message,
    Result,
    Status,
    Submission,
    Tolerance,
    Verdict,
)
from autograder.outlets.page import page
from autograder.outlets.pages import paged
from autograder.rooms import Settings
from tests.chromium import SCREENSHOTS, assert_accessible, chromium, in_both_languages_and_schemes
from tests.handed_in import IMPORTS, notebook

ROOT = Path(__file__).parents[2]
SECRET = b"the secret of the tests, always the same"
REGULARIZATION = assignments.load("regularization")

TALKATIVE = """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    raise ValueError(repr((A3.tolist(), Y.tolist())))

def backward_propagation_with_regularization(X, Y, cache, lambd):
    print(X.tolist())
    return {repr(X[0, 0]): X, **{name: X * 2 for name in "dW1 dW2 dW3 db1 db2 db3 dZ1 dZ2 dZ3 dA1 dA2".split()}}

def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    return X[0, 0], tuple(X.ravel())

def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    return np.zeros(X.shape[0] * 1000 + int(abs(X[0, 0]) * 1000))
"""
"""Tries every way to carry the inputs of its cases out."""


def side(name, expected, got):
    return side_by_side([(name, expected, got, Tolerance())])


def of_everything():
    """A result with all that a page can hold, and with names that want to be more than text."""
    rng = np.random.default_rng(1)
    large = rng.normal(size=(60, 300))
    slipped = large.copy()
    slipped[10:20, 100:140] += 1
    images = rng.normal(size=(3, 2, 4))
    cases = (
        Verdict("the worked example", True, Status.WRONG, compared=side("W1", np.eye(3), np.eye(3) * 2)),
        Verdict("a longer one", True, Status.WRONG, compared=side("images", images, np.where(images > 1, np.nan, 0))),
        Verdict("a large one", True, Status.WRONG, compared=side("dW1", large, slipped)),
        Verdict("another shape", True, Status.WRONG, compared=side("b", np.ones((2, 1)), np.ones((2, 300)))),
        Verdict("two numbers", True, Status.WRONG, compared=side("cost", 0.12345678, 0.12345700)),
        Verdict("random networks", False, Status.WRONG, message=Message("value", {"path": "W1", "outputs": ["W1"]})),
        Verdict("random networks", False, Status.WRONG, message=Message("value", {"path": "W1", "outputs": ["W1"]})),
        Verdict("many units", False, Status.ERROR, message=Message("raised", {"type": "<b>Bold</b>", "cell": None})),
    )
    hostile = (
        "<script>document.title = 'taken'</script><img src=https://example.org/x.png onerror=alert(1)>\x1b[31m\u202e"
    )
    told = Diagnosis(
        "not-defined", "Where does {name} get its value?", "Nothing gives {name} a value.", {"name": hostile}
    )
    exercises = [
        ExerciseResult("first", Status.PARTIAL, 2.5, 10, cases, cases[0].message, printed=f"{hostile}\n\t1\n"),
        ExerciseResult("second", Status.ERROR, 0, 10, cases[-1:], cases[-1].message, diagnoses=(told, told)),
        ExerciseResult("third", Status.PASSED, 5, 5, remarks=(Message("follows-from-own", {"outputs": ["dW1"]}),)),
    ]
    exercises += [
        ExerciseResult(f"ended-{status}", status, 0, 5, message=Message("blank"))
        for status in Status
        if status not in (Status.PARTIAL, Status.ERROR, Status.PASSED, Status.WRONG)
    ]
    return Result(
        f"class/{hostile}.ipynb", hostile, "0" * 64, Fate.GRADED, "regularization", 7.5, 55, exercises=tuple(exercises)
    )


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use("en")


@pytest.fixture(scope="module")
def graded():
    """The results of real submissions to regularization by student, and the hidden questions that each had."""
    settings = prepare(Settings(Course(ROOT), ("regularization",), SECRET, sys.executable, "bwrap"))
    results, hidden = {}, {}
    with open_bench(settings) as bench:
        for student in ("vito", "luca", "zoe", "tom"):
            file = ROOT / "examples" / "submitted" / student / "regularization" / "regularization.ipynb"
            data = notebook(IMPORTS, TALKATIVE) if student == "tom" else file.read_bytes()
            results[student] = grade(Submission(f"{student}/regularization.ipynb", student, data), bench)
            paper = bench.paper(REGULARIZATION, student)
            hidden[student] = [each for asked in paper.questions.values() for each in asked if not each.public]
    return results, hidden


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page from its file, and keep a picture of it."""
    contexts = []

    def call(text, shot=None, scheme="light", width=1000):
        file = tmp_path / "page.html"
        file.write_text(text)
        contexts.append(browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}))
        shown = contexts[-1].new_page()
        shown.goto(file.as_uri())
        if shot:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            shown.screenshot(path=SCREENSHOTS / f"{shot}.png", full_page=True)
        return shown

    yield call
    for context in contexts:
        context.close()


def test_it_shows_score_hint_and_differences(graded, opened):
    results, _ = graded
    shown = opened(page(results["vito"], Hints.BOTH, REGULARIZATION.title), "vito")
    assert shown.title().startswith(REGULARIZATION.title)
    assert "32.5 of 40 points" in shown.locator("header").inner_text().replace("\n", " ")

    forward = shown.get_by_role("region", name="forward_propagation_with_dropout")
    (diagnosis,) = results["vito"].exercises[2].diagnoses
    places = diagnosis.values
    assert diagnosis.look.format(**places) in forward.inner_text()
    assert diagnosis.hint.format(**places) in forward.inner_text()
    assert diagnosis.look.format(**places) in shown.get_by_role("region", name="What to do next").inner_text()

    ((compared,),) = [case.compared for case in results["vito"].exercises[2].cases if case.public]
    assert compared.wrong
    for name, figures in (("expected", compared.expected), ("got", compared.got)):
        cells = forward.get_by_role("group", name=f"A2, {name}").locator("tbody td")
        assert [
            float(cell) for cell in cells.evaluate_all("cells => cells.map(cell => parseFloat(cell.innerText))")
        ] == (pytest.approx(figures.entries, rel=1e-2))
        marked = cells.evaluate_all("cells => cells.map(cell => cell.querySelector('mark') !== null)")
        assert tuple(np.flatnonzero(marked)) == compared.wrong
    fields = forward.get_by_role("img", name="4 of 15 entries differ").locator("rect:not(.share)")
    assert fields.count() == 15
    assert forward.locator("rect.share").count() == len(compared.wrong)


@pytest.mark.parametrize(
    ("level", "looks", "hints"), [(Hints.NONE, False, False), (Hints.FIRST, True, False), (Hints.BOTH, True, True)]
)
def test_it_tells_no_more_than_the_instructor_allows(level, looks, hints):
    told = Diagnosis("id", "Look at the sum over {what}.", "The penalty leaves out {what}.", {"what": "the layers"})
    exercise = ExerciseResult("cost", Status.WRONG, 0, 10, message=Message("value", {"path": "W1"}), diagnoses=(told,))
    text = page(Result("a.ipynb", "ada", "", Fate.GRADED, "regularization", exercises=(exercise,)), level)
    assert ("Look at the sum over the layers." in text) == looks
    assert ("The penalty leaves out the layers." in text) == hints


def test_an_exception_is_told_with_its_line_before_its_hint(graded, opened):
    results, _ = graded
    shown = opened(page(results["luca"], Hints.FIRST))
    step = shown.get_by_role("region", name="What to do next").locator("li").first.inner_text()
    assert re.search(r"ValueError: shapes .* in line \d+ of cell \d+, «dW3 = .*»\. Print the shapes", step)
    hidden = shown.get_by_role("row", name="random networks hidden × 3").first.inner_text()
    assert re.search(r"ValueError in line \d+ of cell \d+, «dW3 = .*»\.$", hidden)


def test_what_is_off_is_told_by_words_and_not_by_colour_alone(opened):
    shown = opened(page(of_everything(), Hints.BOTH))
    assert shown.locator(".got td.off").first.text_content().split() == ["2", "differs"]
    assert {"✗", "!", "✓", "◐"} <= set(shown.locator(".verdict b").all_text_contents())
    assert "0.1234568" in shown.content()  # as many digits as show the difference
    assert "0.1234570" in shown.content()


# --- what nobody may see ----------------------------------------------------------------------------------------


def numbers(value):
    if isinstance(value, dict):
        return [each for part in value.values() for each in numbers(part)]
    if isinstance(value, list | tuple):
        return [each for part in value for each in numbers(part)]
    if isinstance(value, np.ndarray | float | int):
        return np.asarray(value, dtype=float).ravel().tolist()
    return []


def told_of(figures, text):
    """Figures of at least four digits that stand in the text, rounded in whatever way."""
    text = re.sub(r"(?s)<style>.*?</style>", "", text)
    words = {word for word in re.findall(r"\d+\.\d+(?:e[-+]\d+)?", text) if len(word.lstrip("0.")) >= 4}
    magnitudes = np.unique(np.abs([figure for figure in figures if np.isfinite(figure)]))
    found = set()
    for word in words:
        digits, _, power = word.partition("e")
        half = 0.5 * 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
        near = magnitudes[np.abs(magnitudes - float(word)) <= half * 1.0001]
        found |= {(word, float(figure)) for figure in near}
    return found


@pytest.mark.parametrize("student", ["vito", "luca", "zoe", "tom"])
def test_no_figure_of_a_hidden_case_is_on_it(graded, student):
    results, hidden = graded
    figures = numbers([(question.inputs, dict(question.expected)) for question in hidden[student]])
    public = numbers(
        [
            (question.inputs, question.expected)
            for exercise in REGULARIZATION.exercises
            for question in exercise.cases
            if hasattr(question, "expected")
        ]
    )
    text = page(results[student], Hints.BOTH, REGULARIZATION.title)
    known = {word for word, _ in told_of(public, text)}
    got = numbers(
        [[c.got.entries, c.expected.entries] for e in results[student].exercises for v in e.cases for c in v.compared]
    )
    known |= {word for word, _ in told_of(got, text)}
    assert len(figures) > 1000
    assert not {word for word, _ in told_of(figures, text)} - known

    # Had a hidden case told its figures, this would have found them.
    leaking = replace(hidden[student][0], public=True)
    figure = next(each for each in numbers(dict(leaking.expected)) if each)
    verdict = Verdict("x", False, Status.WRONG, message=Message("value", {"path": "", "expected": figure, "got": 0.0}))
    exercise = replace(results[student].exercises[0], status=Status.WRONG, cases=(verdict,))
    text = page(replace(results[student], exercises=(exercise,)), Hints.BOTH)
    assert {word for word, _ in told_of(figures, text)} - known


def test_a_student_writes_text_and_nothing_else(opened):
    requests = []
    shown = opened(page(of_everything(), Hints.BOTH))
    shown.on("request", lambda request: requests.append(request.url))
    shown.reload()
    assert [url.split(":")[0] for url in requests] == ["file"]
    assert shown.locator("script, img").count() == 0
    assert "taken" not in shown.title().split("<")[0]
    assert "<script>document.title = 'taken'</script>" in shown.locator("pre").inner_text()
    assert not re.search("[\x1b\u202e]", shown.content())


def test_its_policy_forbids_all_that_is_not_on_it(opened):
    shown = opened(page(of_everything(), Hints.BOTH))
    refused = shown.evaluate(
        """() => new Promise(resolve => {
            document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective))
            const script = document.createElement('script')
            script.textContent = 'document.title = "taken"'
            document.body.append(script)
        })"""
    )
    assert refused.startswith("script-src")
    assert shown.title() != "taken"


# --- that everybody can read it ---------------------------------------------------------------------------------


@in_both_languages_and_schemes
def test_it_is_accessible(graded, opened, tmp_path, spoken, scheme):
    language.use(spoken)
    results, _ = graded
    unreadable = Result("x.ipynb", "eve", "", Fate.UNREADABLE, message=Message("unreadable", {"reason": "empty"}))
    kinds = {"real": results["vito"], "everything": of_everything(), "unreadable": unreadable}
    pages = {name: page(result, Hints.BOTH, REGULARIZATION.title) for name, result in kinds.items()}
    list(paged(kinds.values(), tmp_path, lambda name: Hints.BOTH, str))
    pages["list"] = (tmp_path / "index.html").read_text()
    for name, text in pages.items():
        shown = opened(text.replace("<details>", "<details open>"), f"{name}-{spoken}-{scheme}", scheme)
        assert_accessible(shown)


@pytest.mark.parametrize("width", [360, 1000])
def test_it_never_scrolls_sideways(opened, width):
    shown = opened(page(of_everything(), Hints.BOTH), f"everything-{width}", width=width)
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_speaks_chinese(graded, opened):
    results, _ = graded
    in_english = opened(page(results["vito"], Hints.BOTH, REGULARIZATION.title))
    sentences = {
        line for line in in_english.locator("body").inner_text().splitlines() if re.search(r"[a-z]+ [a-z]+", line)
    }
    language.use("zh_CN")
    shown = opened(page(results["vito"], Hints.BOTH, REGULARIZATION.title))
    assert shown.locator("html").get_attribute("lang") == "zh-CN"
    lines = shown.locator("body").inner_text().splitlines()
    assert len(sentences) > 10
    assert not sentences & set(lines)
    assert all(re.search("[\u4e00-\u9fff]", line) for line in lines if re.search(r"[a-z]+ [a-z]+ [a-z]+", line))
