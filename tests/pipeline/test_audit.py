"""The audit of a toy course: what holds, and what is said of each gap."""

import json
import sys
from dataclasses import replace

import nbformat
import numpy as np
import pytest
from rich.console import Console

from autograder import assignments
from autograder.bench import prepare
from autograder.course import Course, CourseError
from autograder.model import Drawn, Misconception, Tolerance
from autograder.pipeline import audit as pipeline
from autograder.pipeline import tables
from autograder.pipeline.audit_handed_out import HandedOut
from autograder.rooms import Settings
from autograder.sandbox.limits import Limits
from tests.marking import SECRET
from tests.pipeline.conftest import GRAM as GRAM_SOLVED
from tests.pipeline.conftest import TOY
from tests.source_notebook import ROOT

TRACE = Misconception("trace-left-out", "Look at the diagonal.", "The trace is missing.", {" + np.trace(A)": ""})
HALF = Misconception(
    "not-halved", "Look at the last step.", "The products are not halved.", {"products / 2": "products"}
)
VARIANCE = Misconception("variance", "Look at the unit.", "That is the variance.", {"np.sqrt(": "("})

GRAM, MOMENTS = TOY.exercises
SOUND = replace(
    TOY,
    exercises=(
        replace(GRAM, misconceptions=(TRACE, HALF)),
        replace(
            MOMENTS,
            cases=(*MOMENTS.cases, Drawn("a few rows", lambda random: (random.normal(3.0, 2.0, (2, 3)),))),
            misconceptions=(VARIANCE,),
            equivalents={
                "mean, spread = (np.sum(x) / x.size, np.sqrt(np.mean((np.mean(x) - x) ** 2)))": "a square has no sign"
            },
        ),
    ),
)
HELD = HandedOut(10.0, 0.0, 10.0, True, (), ())


@pytest.fixture
def audited(built, monkeypatch):
    """Audit an assignment in this process; what is handed out only where that is the matter."""

    def audited(assignment, handed_out=False):
        monkeypatch.setattr(assignments, "load", lambda name: assignment)
        if not handed_out:
            monkeypatch.setattr(pipeline, "handed_out", lambda settings, bench, name: HELD)
        settings = Settings(Course(built), ("toy",), SECRET, sys.executable, "bwrap", Limits(seconds=5.0))
        (audit,) = pipeline.audit(prepare(settings), 1, lambda done, pieces: None)
        return audit

    return audited


def test_a_sound_assignment_holds(audited):
    audit = audited(SOUND, handed_out=True)
    assert audit.faults == ()
    assert audit.handed_out == HELD
    assert all(each.named and each.caught and each.shown for each in audit.misconceptions)
    assert all(each.earns_nothing for each in audit.lazy)
    assert (len(audit.misconceptions), len(audit.lazy), len(audit.equivalent), len(audit.gaps)) == (3, 20, 1, 0)
    assert audit.caught > 60


@pytest.mark.heavy
@pytest.mark.parametrize("name", assignments.names())
def test_each_assignment_of_the_course_holds(name):
    settings = Settings(Course(ROOT), (name,), SECRET, sys.executable, "bwrap", Limits(seconds=pipeline.SECONDS))
    (audit,) = pipeline.audit(prepare(settings), 1, lambda done, pieces: None)
    assert (audit.left_out, audit.faults) == ((), ())


def drawn(draw, **fields):
    """Other hidden cases for the moments."""
    return {"cases": (*MOMENTS.cases, Drawn("other", draw, **fields))}


def mistaken(old, new, **fields):
    """One more misconception about the moments."""
    added = Misconception("added", "Look.", "It is wrong.", {old: new}, **fields)
    return {"misconceptions": (VARIANCE, added)}


def rows(random):
    return (random.normal(3.0, 2.0, (2, 3)),)


GAPS = {
    "hidden cases of one row": (
        drawn(lambda random: (random.normal(3.0, 2.0, 5),)),
        "moments, line 3: nothing catches `mean, spread = (np.sum(x, axis=0) / x.size, np.sqrt(",
    ),
    "an equivalent that is none": (
        {"equivalents": {**SOUND.exercises[1].equivalents, "mean = 0": "a guess"}},
        "moments: `equivalents` lists `mean = 0`, but no change",
    ),
    "a misconception that is right": (
        mistaken("** 2", "** 2.0"),
        "moments, misconception added: it loses no points in 64 of 64 sets.",
    ),
    "an edit that does not apply": (
        mistaken("np.std", "np.var"),
        "moments, misconception added: 'np.std' does not occur in the solution.",
    ),
    "a misconception that is shown too late": (
        mistaken("x.size", "len(x)"),
        "moments, misconception added: it passes all public cases and loses points later.",
    ),
    "a misconception that is shown after all": (
        mistaken("np.sum(x)", "-np.sum(x)", unseen="nothing public is negative"),
        "moments, misconception added: it fails a public case, so `unseen` has to go.",
    ),
    "two misconceptions that are one": (
        mistaken("np.sqrt(", "np.abs("),
        "moments, misconception variance: in 8 sets it was diagnosed as",
    ),
    "marks that depend on the set": (
        drawn(lambda random: (random.normal(3.0, 2.0, random.choice([3, 4])),))
        | mistaken("x.size", "4", unseen="four"),
        "moments, misconception added: it earns",
    ),
    "a tolerance for anything": (
        drawn(rows, tolerance=Tolerance(atol=100.0)),
        "moments, lazy answer: zeros: it earns",
    ),
    "a case that zeros pass": (
        drawn(lambda random: (np.zeros((2, 3)),)),
        "moments, lazy answer: the public answers, else zeros: it earns 4 of 4 points.",
    ),
}


@pytest.mark.parametrize("gap", GAPS)
def test_a_gap_is_a_fault_that_says_what_to_do(audited, gap):
    fields, sentence = GAPS[gap]
    moments = replace(SOUND.exercises[1], **fields)
    audit = audited(replace(SOUND, exercises=(moments,)))
    assert any(fault.startswith(sentence) for fault in audit.faults), audit.faults


def test_what_gives_a_solution_away_is_a_leak_wherever_a_student_reads_it(built, audited):
    path = built / "release" / "toy" / "toy.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "gram"]
    cell.source = GRAM_SOLVED
    nbformat.write(notebook, path)
    told = replace(TRACE, hint="It is `np.dot(A, A.T) * scale + np.trace(A)`.")
    audit = audited(replace(TOY, exercises=(replace(GRAM, misconceptions=(told,)), MOMENTS)), handed_out=True)
    assert audit.handed_out.empty == 6
    assert any(fault.startswith("The release gets 6 points for gram") for fault in audit.faults)
    assert {leak.split()[0].strip(",") for leak in audit.handed_out.leaks} == {"release/toy/toy.ipynb", "feedback"}
    assert set(audit.handed_out.leaks) < set(audit.faults)


def test_json_holds_what_the_table_counts(audited):
    audit = audited(replace(SOUND, exercises=SOUND.exercises[1:]))
    (plain,) = json.loads(tables.as_json([audit]))
    assert plain["assignment"] == "toy"
    assert [each["scores"] for each in plain["misconceptions"]] == [{"3.0": 64}]
    assert plain["equivalent"][0]["reason"] == "a square has no sign"
    console = Console(width=120)
    with console.capture() as shown:
        console.print(*tables.overview([audit]))
    assert "1/1/1 : 1" in shown.get()
    assert "Of 1 misconceptions, 100 % are caught and 100 % diagnosed as themselves." in shown.get()


def test_without_the_source_nothing_is_audited(tmp_path):
    (tmp_path / "release").mkdir()
    settings = Settings(Course(tmp_path), ("initialization",), SECRET, sys.executable, "bwrap")
    with pytest.raises(CourseError, match=r"There is no source/initialization/initialization\.ipynb"):
        pipeline.audit(settings, 1, lambda done, pieces: None)


def test_the_table_in_the_docs_is_that_of_the_assignment_files():
    assert (ROOT / tables.MISCONCEPTIONS).read_text("utf-8") == tables.misconceptions()
