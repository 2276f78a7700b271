"""The made-up class of the benchmark is what its page says, and so are the tables."""

import ast
import base64
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import matplotlib.image
import nbformat
import pytest

from autograder import assignments
from autograder.solutions import edited
from benchmarks import figures, floor, notebooks, tables, watching
from benchmarks.figures import Figures, Grader, Machine, Run
from benchmarks.floor import Floor
from tests.source_notebook import namespace

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
HANDFUL = sorted({kind: number for number, kind in reversed([*enumerate(notebooks.kinds(0))])}.values())
"""The first notebook of every kind."""

# --- the notebooks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("training", [True, False])
def test_no_two_are_alike_and_all_have_the_size_of_real_ones(training):
    class_ = [notebooks.notebook(number, training) for number in range(30)]
    assert len({each.data for each in class_}) == len({each.student for each in class_}) == 30
    assert all(abs(len(each.data) / notebooks.SIZE - 1) < 0.02 for each in class_)
    assert len({tuple(solutions(each.data).values()) for each in class_}) == 30


def test_no_syntax_tree_stands_for_another():
    trees = [
        ast.dump(ast.parse(solution))
        for number, kind in enumerate(notebooks.kinds(0))
        if kind == "right"
        for solution in solutions(notebooks.notebook(number).data).values()
    ]
    assert len(set(trees)) == len(trees) == 4 * notebooks.MIX["right"]


def test_what_does_not_parse_does_not():
    for number, kind in enumerate(notebooks.kinds(0) + notebooks.kinds(1)):
        if kind == "unparsable":
            broken = [each for each in solutions(notebooks.notebook(number).data).values() if not parses(each)]
            assert len(broken) == 1


def test_every_hundred_has_the_mix_in_an_order_of_its_own():
    assert Counter(notebooks.kinds(0)) == Counter(notebooks.kinds(7)) == notebooks.MIX
    assert notebooks.kinds(0) != notebooks.kinds(7)


def test_a_number_decides_everything():
    assert notebooks.notebook(HANDFUL[0]) == notebooks.notebook(HANDFUL[0])


def test_they_are_notebooks_with_images():
    notebook = nbformat.reads(notebooks.notebook(0).data.decode(), as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    images = [
        base64.b64decode(output["data"]["image/png"])
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    assert sum(map(len, images)) > notebooks.SIZE / 2
    assert all(matplotlib.image.imread(BytesIO(image)).ndim == 2 for image in images)


def test_the_others_are_spared_the_training():
    names = [
        {cell["id"] for cell in json.loads(notebooks.notebook(0, training).data)["cells"]} for training in (True, False)
    ]
    assert names[0] - names[1] == notebooks.TRAINING


def test_the_grader_gives_what_their_kinds_say(tmp_path):
    (tmp_path / "secret").write_text("the secret of the tests, always the same\n")
    class_ = [notebooks.notebook(number) for number in HANDFUL]
    for each in class_:
        (tmp_path / f"{each.student}.ipynb").write_bytes(each.data)
    command = [AUTOGRADER, "grade", tmp_path, "--out", tmp_path / "out", "--secret-file", tmp_path / "secret"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"CI": "true"}, capture_output=True, check=True)
    lines = (tmp_path / "out" / "results.jsonl").read_text("utf-8").splitlines()
    results = {result["student"]: result for result in map(json.loads, lines)}
    kinds = {each.student: each.kind for each in class_}
    figures.verify("autograder", {student: result["score"] for student, result in results.items()}, kinds, 40)
    expected = {"unparsable": "error", "missing": "missing", "blank": "blank"}
    for student, kind in kinds.items():
        statuses = {exercise["status"] for exercise in results[student]["exercises"]}
        assert statuses <= {"passed", "partial", "wrong", "error", expected.get(kind)}
        assert expected.get(kind, "passed") in statuses
        assert (statuses == {"passed"}) == (kind == "right")


@pytest.mark.parametrize("name", notebooks.MISTAKES)
def test_the_public_cases_show_every_mistake(name):
    """Else the other graders would give full marks."""
    names = namespace(notebooks.NAME, "setup")
    solution = notebooks.origin().solutions[name]
    full = assignments.load(notebooks.NAME).points / len(notebooks.MISTAKES)
    for edits in ({}, *notebooks.origin().mistakes[name]):
        exec(edited(solution, edits), names)
        assert (names["check"].__globals__["examine"](name, names).score == full) == (edits == {}), edits


def test_a_class_is_written_once_and_shared(tmp_path):
    notebooks.write(tmp_path / "all", 3)
    (tmp_path / "all" / "student-00001.ipynb").write_bytes(b"as it was")
    notebooks.write(tmp_path / "all", 4)
    chosen = notebooks.share(tmp_path / "all", tmp_path / "two", 2)
    assert len(list((tmp_path / "all").iterdir())) == 4
    assert [path.stem for path in sorted(chosen.iterdir())] == list(notebooks.roll(2))
    assert (chosen / "student-00001.ipynb").read_bytes() == b"as it was"


def solutions(data):
    """The code of the graded functions, by name."""
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(data)["cells"]}
    return {name: cells[name] for name in notebooks.MISTAKES if name in cells}


def parses(code):
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


# --- the figures --------------------------------------------------------------------------------------------------

FIGURES = Figures(
    machine=Machine("a processor", 2, "3.11.7", "Linux 6.1", "2026-01-31", (0.1, 2.0)),
    size=275_000,
    ours=Grader("autograder", "0.1.0", Run(100, 0.8, 180_000_000, 260.0), (0.5, 0.375, 0.45)),
    peers=(Grader("nbgrader", "0.9.6", Run(100, 250.0, 226_000_000), (3.5, 4.0)),),
    first=Run(100, 5.0, 190_000_000),
    growth=(Run(100, 0.8, 200_000_000), Run(1000, 4.0, 205_000_000, 275.0), Run(10_000, 37.0, 210_000_000, 272.0)),
    again=Run(10_000, 6.5, 50_000_000),
    floor=Floor(1000, 2.5, dict.fromkeys(floor.STAGES, 0.75)),
)


def test_figures_are_kept(tmp_path):
    figures.save(FIGURES, tmp_path / "build" / "results.json")
    assert figures.load(tmp_path / "build" / "results.json") == FIGURES


def test_the_tables_are_made_of_the_figures(tmp_path):
    figures.save(FIGURES, tmp_path / "results.json")
    text = tables.markdown(figures.load(tmp_path / "results.json"))
    for row in [
        "| notebooks a second, start-up included | 125 | 0.4 |",
        "| times as slow as autograder at 1,000 | – | 625 |",
        "| one notebook alone, s: the least | 0.38 | 3.50 |",
        "| 10,000 | 37 | 270 | 272 | 3.70 | 210 MB |",
        "| times as fast as nbgrader, both sustained | at least 400 | 685 | met |",
        "| one notebook, cold | under 0.5 s | 0.38 s | met |",
        "| peak memory at 10,000 against 100 | within 20 % | +5 % | met |",
        "| share of the floor's speed | at least 60 % | 69 % | met |",
        "| second run over 10,000 unchanged | under 5 s | 6.5 s | missed |",
    ]:
        assert row in text.splitlines()
    assert "not idle" not in text


def test_a_busy_machine_is_told():
    busy = replace(FIGURES, machine=replace(FIGURES.machine, load=(7.5, 8.0)))
    assert "The machine was not idle" in tables.markdown(busy)


def test_the_page_gets_the_tables_between_its_markers(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"before\n\n{tables.BEGIN}\n\nNone yet.\n\n{tables.END}\n\nafter\n", "utf-8")
    for _ in range(2):
        tables.rewrite(page, FIGURES)
    text = page.read_text("utf-8")
    assert text == f"before\n\n{tables.BEGIN}\n\n{tables.markdown(FIGURES)}\n\n{tables.END}\n\nafter\n"
    page.write_text("no markers", "utf-8")
    with pytest.raises(ValueError, match="lacks the markers"):
        tables.rewrite(page, FIGURES)


def test_the_page_of_the_benchmark_has_the_markers():
    page = (ROOT / "benchmarks" / "README.md").read_text("utf-8")
    assert page.count(tables.BEGIN) == page.count(tables.END) == 1


@pytest.mark.parametrize("scores", [{"a": 40.0, "b": 40.0}, {"a": 39.0, "b": 30.0}, {"a": 40.0}])
def test_wrong_marks_are_refused(scores):
    figures.verify("a grader", {"a": 40.0, "b": 30.0}, {"a": "right", "b": "mistaken"}, 40)
    with pytest.raises(figures.WrongMarks, match="a grader gave other marks"):
        figures.verify("a grader", scores, {"a": "right", "b": "mistaken"}, 40)


# --- what measures ------------------------------------------------------------------------------------------------


def test_all_processes_of_a_command_are_seen(tmp_path):
    program = """
import subprocess, sys, time
if len(sys.argv) > 1:
    subprocess.Popen([sys.executable, sys.argv[0]]).wait()
else:
    held = bytes(range(256)) * 400_000
    for number in range(10):
        print(number, flush=True)
        time.sleep(0.1)
"""
    (tmp_path / "program.py").write_text(program)
    job = watching.Job([sys.executable, tmp_path / "program.py", "parent"], tmp_path, tmp_path / "log")
    assert watching.watch(job).memory > 100_000_000


def test_lines_are_counted_as_they_come(tmp_path):
    program = "import time\nfor number in range(10):\n    print(number, flush=True)\n    time.sleep(0.1)"
    log = tmp_path / "log"
    assert watching.follow(watching.Job([sys.executable, "-c", program], tmp_path, log), log).steady is not None
    assert log.read_text().split() == list("0123456789")


def test_a_command_that_fails_is_not_measured(tmp_path):
    failing = watching.Job([sys.executable, "-c", "raise SystemExit('it went wrong')"], tmp_path, tmp_path / "log")
    with pytest.raises(watching.CommandFailed, match="status 1: it went wrong"):
        watching.watch(failing)
    with pytest.raises(watching.CommandFailed):
        watching.seconds(failing)


def test_the_floor_is_that_of_every_submission(tmp_path):
    notebooks.write(tmp_path / "class", 3)
    measured = floor.measure(sorted((tmp_path / "class").iterdir()), b"the secret of the tests", processes=2)
    assert measured.notebooks == 3
    assert list(measured.stages) == list(floor.STAGES)
    assert min(measured.stages.values()) > 0
