"""The class report, opened in Chromium: its figures are those of the results, and whoever is in it is only text."""

import itertools
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.image
import numpy as np
import pytest

from autograder import assignments, language
from autograder.examination import fingerprints
from autograder.model import ExerciseResult, Fate, Mark, Message, Override, Result, Status
from autograder.outlets.lines import line
from autograder.outlets.report import figures, page, plots, rows, writing
from autograder.outlets.report.looks import KINDS, PALETTE
from autograder.outlets.words import clean
from autograder.sandbox.wire import Defined
from benchmarks import synthetic
from tests.chromium import SCREENSHOTS, assert_accessible, chromium, in_both_languages_and_schemes
from tests.handed_in import COST, IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
COUNT = 600


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use("en")


def run(*arguments, **environment):
    return subprocess.run(
        [str(AUTOGRADER), *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "200", "CI": "true"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser):
    """Open a page, at a place of it, and keep a picture."""
    contexts = []

    def call(file, place="", shot=None, scheme="light", width=1200):
        contexts.append(browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}))
        shown = contexts[-1].new_page()
        shown.faults = []
        shown.on("pageerror", lambda error: shown.faults.append(str(error)))
        shown.goto(f"{file.as_uri()}#{place}")
        if shot:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            shown.screenshot(path=SCREENSHOTS / f"{shot}.png", full_page=True)
        return shown

    yield call
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A class that was made up: the folder of its results, and these as plain data."""
    language.use("en")
    folder = tmp_path_factory.mktemp("class")
    synthetic.write(folder / "results.jsonl", COUNT)
    done = run("report", folder)
    assert done.returncode == 0, done.stderr
    return folder, [json.loads(each) for each in (folder / "results.jsonl").read_text().splitlines()]


def of(results, assignment):
    return [each for each in results if each["assignment"] == assignment]


def listed(shown):
    """The names in the list of students, of all its pages."""
    names = []
    while True:
        names += shown.locator("#listing tbody th").all_text_contents()
        if shown.locator("#pager").is_hidden() or shown.locator("#after").is_disabled():
            return names
        shown.locator("#after").click()


# --- from notebooks to the page ---------------------------------------------------------------------------------


def test_a_graded_class_has_its_report(opened, tmp_path):
    wrong = COST.replace(" + np.sum(np.square(W3))", "")
    (tmp_path / "secret").write_text("the secret of the tests, always the same\n")
    class_ = {
        "ada": notebook(*RIGHT),
        "bob": notebook(IMPORTS, wrong, *RIGHT[2:]),
        "eve": notebook(IMPORTS, wrong.replace("    m =", "    # mine alone\n\n    m  =  "), *RIGHT[2:]),
        "joe": notebook(IMPORTS, wrong.replace("penalty", "extra"), *RIGHT[2:]),
        "sue": b'{"cells": [',
    }
    (tmp_path / "class").mkdir()
    for student, data in class_.items():
        (tmp_path / "class" / f"{student}.ipynb").write_bytes(data)
    out = tmp_path / "out"
    graded = run("grade", tmp_path / "class", "--out", out, "--secret-file", tmp_path / "secret", "--jobs", 2)
    assert graded.returncode == 1, graded.stderr
    done = run("report", out)
    assert done.returncode == 0, done.stderr
    assert str(out / "report.html") in done.stdout

    shown = opened(out / "report.html", shot="report-of-five")
    assert not shown.faults
    facts = shown.locator(".facts").inner_text().split("\n")
    assert {"4", "81 %", "75 %"} <= set(facts)  # 40, 30, 30, 30 of 40
    mistake = shown.locator(".mistakes > li")
    assert mistake.count() == 1
    assert "last-layer-left-out" in mistake.inner_text()
    assert "+ np.sum(np.square(W3))" in mistake.inner_text()
    mistake.get_by_role("link", name="3").click()
    assert listed(shown) == ["bob", "eve", "joe"]

    same = shown.get_by_role("region", name="The same wrong text")
    assert same.locator("tbody tr").count() == 1
    assert same.locator("tbody a").all_text_contents() == ["2 submissions", "bob", "eve"]
    assert "no proof" in same.inner_text()
    assert "sue" in shown.get_by_role("region", name="Not graded").inner_text()

    everybody = shown.get_by_role("region", name="Cases that nobody or everybody fails")
    nobody_fails = everybody.locator("table").first.inner_text()
    assert "forward_propagation_with_dropout" in nobody_fails
    assert "compute_cost_with_regularization" not in nobody_fails


def test_a_fingerprint_is_the_grader_s_word_or_nothing():
    assignment = assignments.load("regularization")
    names = [exercise.name for exercise in assignment.exercises]
    digests = ["a" * 64, "<script>", "A" * 64, "0" * 10_000]
    found = fingerprints(assignment, [Defined(*each) for each in zip(names, [[]] * 4, digests, strict=True)])
    assert found == {names[0]: "a" * 16}


# --- the figures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("assignment", synthetic.NAMES)
def test_its_figures_are_those_of_the_results(made, opened, assignment):
    folder, results = made
    mine = of(results, assignment)
    shown = opened(folder / "report.html", assignment, f"report-{assignment}")
    article = shown.locator("article:visible")
    assert article.get_attribute("data-sheet") == assignment
    shares = np.array([each["score"] / each["max_score"] for each in mine])
    facts = article.locator(".facts dd").all_text_contents()
    low, middle, high = np.quantile(shares, [0.25, 0.5, 0.75])
    due = [shares.mean(), middle]
    assert facts[0] == f"{len(mine)}"
    assert facts[1:3] == [f"{round(100 * share)} %" for share in due]
    assert facts[3] == f"{round(100 * low)} % – {round(100 * high)} %"
    assert facts[4:] == [str(np.sum(shares == 1)), str(np.sum(shares == 0))]

    counts = np.bincount(np.minimum(np.floor(shares * 20 + 1e-9), 19).astype(int), minlength=20)
    assert article.locator(".bins a b").all_text_contents() == [f"{count:,}" for count in counts if count]

    scores = np.array([[each["score"] for each in result["exercises"]] for result in mine])
    for number, item in enumerate(article.locator(".items > li").all()):
        statuses = Counter(result["exercises"][number]["status"] for result in mine)
        text = item.locator(".legend").inner_text().replace("\n", " ")
        assert f"passed {statuses['passed']} " in text
        assert f"wrong {statuses['wrong']} " in text
        assert f"not done {statuses['blank'] + statuses['missing']} " in text
        others = scores.sum(axis=1) - scores[:, number]
        correlation = np.corrcoef(scores[:, number], others)[0, 1]
        assert f"item-total {correlation:.2f}" in item.inner_text()

    diagnosed = Counter(
        (each["name"], told["id"])
        for result in mine
        for each in result["exercises"]
        for told in each.get("diagnosis", ())
    )
    counts = [int(text) for text in article.locator(".mistakes .often a").all_text_contents()]
    assert counts == sorted(diagnosed.values(), reverse=True)


def test_an_exercise_that_all_do_alike_has_no_correlation():
    def sheet(*scores):
        parts = [tuple(rows.Part(Status.WRONG, score, 10) for score in each) for each in scores]
        mine = [rows.Row("s", "f", sum(p.score for p in each), 10 * len(each), 0, each) for each in parts]
        return rows.Sheet("a", ["one", "two", "three"], [], mine)

    one, two, three = figures.items(sheet((10, 10, 0), (10, 0, 0), (10, 5, 10), (10, 0, 2)))
    assert one.correlation is None
    assert two.correlation == pytest.approx(np.corrcoef([10, 0, 5, 0], [10, 10, 20, 12])[0, 1])
    assert three.correlation == pytest.approx(np.corrcoef([0, 0, 10, 2], [20, 10, 15, 10])[0, 1])
    assert all(each.correlation is None for each in figures.items(sheet((1, 2, 3))))


def test_a_case_fails_if_any_of_its_draws_does_and_counts_for_those_who_answered():
    class_ = [
        ("ada", "passed", ["passed"] * 4),
        ("bob", "wrong", ["wrong", "passed", "wrong", "passed"]),
        ("eve", "partial", ["wrong", "passed", "passed", "passed"]),
        ("joe", "missing", ["missing"] * 4),
    ]
    names = [("shown", True), ("same", False), ("same", False), ("easy", False)]
    lines = []
    for student, status, cases in class_:
        verdicts = [{"name": n, "public": p, "status": s} for (n, p), s in zip(names, cases, strict=True)]
        exercise = {"name": "f", "status": status, "score": 0, "max_score": 1, "printed": "", "cases": verdicts}
        result = Result(f"{student}.ipynb", student, "", Fate.GRADED, "regularization", 0, 1)
        lines.append(json.dumps(json.loads(line(result)) | {"exercises": [exercise]}))
    (sheet,) = rows.gather(lines).sheets
    found = {rate.case.name: (rate.passed, rate.asked) for rate in figures.rates(sheet)}
    assert found == {"shown": (1, 3), "same": (2, 3), "easy": (3, 3)}


def test_what_a_person_decided_counts_and_is_told(opened, tmp_path):
    decision = Override(5, "<i>a fair try</i>", "Prof. Wu", Mark(Status.WRONG, 0, 10))
    raised = ExerciseResult("f", Status.PARTIAL, 5, 10, message=Message("value", {"path": ""}), override=decision)
    written = ExerciseResult("why", Status.PASSED, 4, 4, override=Override(4, "", "Prof. Wu"))
    wrong = ExerciseResult("f", Status.WRONG, 0, 10, message=Message("value", {"path": ""}))
    class_ = [
        Result("ada.ipynb", "ada", "", Fate.GRADED, "regularization", 9, 14, exercises=(raised, written)),
        Result("bob.ipynb", "bob", "", Fate.GRADED, "regularization", 0, 10, exercises=(wrong,)),
    ]
    (tmp_path / "results.jsonl").write_text("\n".join(map(line, class_)))
    writing.write(tmp_path / "results.jsonl", tmp_path / "report.html", assignments.load)
    shown = opened(tmp_path / "report.html", shot="report-decided")
    first, second = shown.locator(".items > li").all()
    assert "partial 1" in first.inner_text()
    assert "mean 100 %" in second.inner_text()
    first.get_by_role("link", name="decided by a person 1").click()
    assert listed(shown) == ["ada"]
    shown.get_by_role("button", name="ada").click()
    detail = shown.locator(".detail").inner_text()
    assert "Prof. Wu gave 5 instead of 0. <i>a fair try</i>" in detail
    assert "Prof. Wu gave 4." in detail
    assert not shown.faults


def test_who_shares_most_comes_first():
    def row(student, *texts):
        parts = tuple(rows.Part(Status.WRONG if text else Status.PASSED, 0, 1, fingerprint=text) for text in texts)
        return rows.Row(student, f"{student}.ipynb", 0, 1, 0, parts)

    class_ = [
        row("ada", "common", "odd", "strange"),
        row("bob", "common", "odd", "strange"),
        row("eve", "common", "", "own"),
        row("joe", "common", "", ""),
        row("joe", "common", "twice", ""),
        row("sue", "", "", ""),
        row("tom", "", "", ""),
    ]
    found = figures.shared(rows.Sheet("a", ["f", "g", "h"], [], class_))
    groups = [(each.exercises, {class_[place].student for place in each.rows}) for each in found]
    assert groups == [((0, 1, 2), {"ada", "bob"}), ((0,), {"ada", "bob", "eve", "joe"})]


# --- what an instructor does with it ----------------------------------------------------------------------------


def test_a_click_on_a_bar_lists_its_students_and_back_leads_back(made, opened):
    folder, results = made
    mine = of(results, "regularization")
    shown = opened(folder / "report.html", "regularization")
    item = shown.locator(".items:visible > li").nth(1)
    item.locator(".legend a", has_text="error").click()
    due = sorted(clean(each["student"]) for each in mine if each["exercises"][1]["status"] == "error")
    assert due
    assert sorted(listed(shown)) == due
    assert "backward_propagation_with_regularization, error" in shown.locator("#pick").inner_text()
    shown.go_back()
    shown.get_by_text(f"{len(mine)} of {len(mine)} submissions").wait_for()

    shown.locator(".bins:visible a").last.click()
    due = sorted(clean(each["student"]) for each in mine if each["score"] >= 0.95 * each["max_score"])
    assert sorted(listed(shown)) == due
    shown.get_by_role("link", name="show all").click()
    assert len(listed(shown)) == len(mine)
    shown.get_by_label("Search").fill("nobody of that name")
    assert not listed(shown)

    shown.get_by_role("region", name="Cases that nobody").get_by_text("All cases").click()
    failed = shown.get_by_role("row", name="random networks hidden").first.get_by_role("link")
    count = failed.inner_text()
    failed.click()
    assert len(listed(shown)) == int(count)
    assert not shown.faults


def test_the_list_is_searched_sorted_and_opened(made, opened):
    folder, results = made
    mine = of(results, "optimization")
    shown = opened(folder / "report.html", "optimization", width=1000)
    shown.get_by_label("Search").fill("HADDAD")
    due = [each for each in mine if "haddad" in each["student"].lower()]
    assert sorted(listed(shown)) == sorted(each["student"] for each in due)
    shown.get_by_role("button", name="points", exact=True).click()
    scores = sorted((each["score"] for each in due), reverse=True)
    shown_scores = [
        float(text.split()[0]) for text in shown.locator("#listing tbody td.number:nth-child(2)").all_text_contents()
    ]
    assert shown_scores == scores
    assert shown.locator("#listing thead [aria-sort]").get_attribute("aria-sort") == "descending"

    worst = min(due, key=lambda each: (each["score"], each["student"]))
    shown.get_by_label("Search").fill(worst["student"])
    shown.get_by_role("button", name=worst["student"], exact=True).click()
    detail = shown.locator("#listing .detail").inner_text()
    for exercise in worst["exercises"]:
        assert (exercise["name"] in detail) == (exercise["status"] != "passed")
        for told in exercise.get("diagnosis", ()):
            assert told["hint"] in detail


def test_of_a_large_class_few_rows_are_drawn_and_all_can_be_reached(made, opened):
    folder, results = made
    mine = of(results, "regularization")
    shown = opened(folder / "report.html", "regularization")
    assert shown.locator("#listing tbody tr").count() == 100
    assert sorted(listed(shown)) == sorted(clean(each["student"]) for each in mine)


def test_on_paper_are_the_figures_and_the_students_without_the_controls(made, opened):
    folder, results = made
    shown = opened(folder / "report.html", "regularization", width=720)
    shown.emulate_media(media="print")
    shown.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert shown.locator("#listing tbody tr").count() == len(of(results, "regularization"))
    assert shown.locator("article:visible").count() == 1
    assert shown.locator("#search").is_hidden()
    assert shown.locator("#pager").is_hidden()
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert len(shown.pdf(format="A4")) > 50_000


def test_without_scripts_all_figures_are_there(made, browser):
    folder, _results = made
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto((folder / "report.html").as_uri())
    assert shown.locator("article:visible").count() == 2
    assert "grades.csv" in shown.get_by_role("region", name="Students").inner_text()
    context.close()


# --- whoever is in it is only text ------------------------------------------------------------------------------


def test_a_name_is_text_and_nothing_else(made, opened):
    folder, _results = made
    requests = []
    shown = opened(folder / "report.html")
    shown.on("request", lambda request: requests.append(request.url))
    shown.reload()
    shown.get_by_label("Search").fill("script>")
    assert "</script><script>document.title = 'taken'</script>" in listed(shown)
    assert shown.title() == "Class report"
    assert [url.split(":")[0] for url in requests] == ["file"]
    assert shown.locator("script").count() == 2
    assert shown.locator("img, b:has-text('&amp;')").count() == 0
    assert not re.search("[\x1b\u202e]", (folder / "report.html").read_text())
    assert not shown.faults


def test_its_policy_forbids_all_scripts_but_its_own(made, opened):
    shown = opened(made[0] / "report.html")
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


@pytest.mark.parametrize(
    "place", ["nowhere", "%", "regularization/x9", "regularization/e99w", "regularization/<b>", "/"]
)
def test_an_address_that_means_nothing_does_no_harm(made, opened, place):
    shown = opened(made[0] / "report.html", place)
    assert shown.locator("article:visible").count() == 1
    assert not shown.faults


def test_names_of_assignments_and_exercises_are_text_too(opened, tmp_path):
    hostile = "</script><b id=taken>$x_1$"
    exercise = ExerciseResult(hostile, Status.WRONG, 0, 1)
    lines = [
        line(Result(f"{hostile}.ipynb", hostile, "", Fate.GRADED, name, 0, 1, exercises=(exercise,)))
        for name in (hostile, "../../etc", "a/b", "a")
    ]
    (tmp_path / "results.jsonl").write_text("\n".join(lines))
    made = writing.write(tmp_path / "results.jsonl", tmp_path / "report.html", lambda name: None)
    shown = opened(tmp_path / "report.html")
    for tab in shown.locator(".tabs a").all():
        tab.click()
        assert listed(shown) == [hostile]
        assert shown.locator("article:visible").count() == 1
    assert shown.locator("#taken").count() == 0
    assert {file.parent for file in tmp_path.rglob("*.svg")} == {made.plots}
    assert not shown.faults


# --- that everybody can read it ---------------------------------------------------------------------------------


@in_both_languages_and_schemes
def test_it_is_accessible(made, opened, tmp_path, spoken, scheme):
    language.use(spoken)
    with (made[0] / "results.jsonl").open() as lines:
        text = page.report(rows.gather(itertools.islice(lines, 200, 260)), assignments.load)
    (tmp_path / "report.html").write_text(text.replace("<details>", "<details open>"))
    for place in ("optimization", "regularization/e0w"):
        shot = f"report-{place.replace('/', '-')}-{spoken}-{scheme}"
        shown = opened(tmp_path / "report.html", place, shot, scheme)
        shown.locator("#listing tbody th button").first.click()
        assert_accessible(shown)


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_it_never_scrolls_sideways(made, opened, width):
    shown = opened(made[0] / "report.html", "optimization/e0p", f"report-{width}", width=width)
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


SEEN = {
    "as most do": np.eye(3),
    "without red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "without green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "without blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    "without colour": [[0.2126, 0.7152, 0.0722]] * 3,
}
"""How colours come out, in linear RGB: Machado, Oliveira and Fernandes, 2009, at full severity."""


def lab(colour, seen):
    """A colour as CIE L*a*b*, as somebody sees it."""
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
    xyz = np.array(to_xyz) @ np.clip(np.array(seen) @ linear, 0, 1) / [0.95047, 1, 1.08883]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


PAPERS = {"light": "#ffffff", "dark": "#14171b"}


@pytest.mark.parametrize("seen", [name for name in SEEN if name != "without colour"])
@pytest.mark.parametrize(("scheme", "paper"), PAPERS.items())
def test_its_colours_can_be_told_apart_by_everybody(scheme, paper, seen):
    assert PALETTE["paper"] == (PAPERS["light"], PAPERS["dark"])
    colours = {kind.name: getattr(kind, scheme) for kind in KINDS} | {"paper": paper}
    for one, other in itertools.combinations(colours, 2):
        difference = np.linalg.norm(lab(colours[one], SEEN[seen]) - lab(colours[other], SEEN[seen]))
        assert difference > 15, (one, other, difference)


def test_neighbours_in_a_bar_differ_in_brightness():
    for scheme in ("light", "dark"):
        bright = [lab(getattr(kind, scheme), SEEN["without colour"])[0] for kind in KINDS]
        assert all(abs(one - other) > 9 for one, other in itertools.pairwise(bright))


# --- the command ------------------------------------------------------------------------------------------------


def test_each_plot_lies_beside_it(made):
    folder, _results = made
    names = {f"{a}-{plot}" for a in synthetic.NAMES for plot in ("scores", "exercises", "mistakes", "correlation")}
    assert {file.name for file in (folder / "report-plots").iterdir()} == {
        f"{name}.{kind}" for name in names for kind in ("svg", "png")
    }
    for name in names:
        ElementTree.parse(folder / "report-plots" / f"{name}.svg")
        picture = matplotlib.image.imread(folder / "report-plots" / f"{name}.png")
        assert min(picture.shape[:2]) > 200
        assert len({tuple(colour) for colour in picture[::5, ::5].reshape(-1, picture.shape[2])}) > 2


def test_without_a_chinese_font_the_plots_are_english(made, tmp_path, monkeypatch):
    def drawn():
        with (made[0] / "results.jsonl").open() as lines:
            (sheet,) = rows.gather(itertools.islice(lines, 0, 60, 2)).sheets
        plots.draw(sheet, tmp_path / "x")
        return (tmp_path / "x-exercises.svg").read_text()

    in_english = drawn()
    language.use("zh_CN")
    assert drawn() != in_english or not plots._fonts()
    monkeypatch.setattr(plots, "CHINESE", ())
    assert drawn() == in_english
    assert language.spoken() == "zh_CN"


def test_without_matplotlib_there_is_the_page_and_a_sentence(made, tmp_path):
    (tmp_path / "stand-in").mkdir()
    (tmp_path / "stand-in" / "matplotlib.py").write_text("raise ModuleNotFoundError('none here')")
    path = os.pathsep.join([str(tmp_path / "stand-in"), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = run("report", made[0] / "results.jsonl", "--out", tmp_path / "class.html", PYTHONPATH=path)
    assert done.returncode == 0
    assert (tmp_path / "class.html").exists()
    assert not (tmp_path / "class-plots").exists()
    assert "pip install '.[course]' (docs/setup.md)" in done.stderr


def test_what_is_no_result_is_left_out_and_counted(tmp_path):
    good = line(Result("a.ipynb", "ada", "", Fate.GRADED, "regularization", 1, 2))
    strange = ["[]", "7", '{"schema": 1}', good[:40], good.replace("1.0", "NaN"), good.replace('"ada"', "7"), "\udc00"]
    text = "\n".join([good, "", *strange])
    (tmp_path / "results.jsonl").write_bytes(text.encode("utf-8", "surrogatepass"))
    done = run("report", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "7 lines of" in done.stderr
    assert "Traceback" not in done.stderr
    assert "ada" in (tmp_path / "report.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere",), "nowhere cannot be read: No such file or directory."),
        (("docs",), "results.jsonl cannot be read"),
        (("docs/report.md",), "docs/report.md holds no results."),
        (("{made}", "--out", "{made}/results.jsonl"), "results.jsonl holds the results; name another file"),
        (("{made}", "--out", "docs"), "docs is a folder; name a file for the report."),
        (("{made}", "--out", "/proc/report.html"), "cannot be written"),
    ],
)
def test_a_mistake_gets_one_sentence_and_status_2(made, arguments, sentence):
    done = run("report", *(each.format(made=made[0]) for each in arguments))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
