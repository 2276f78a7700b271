"""Submissions that have lost what nbgrader needs, or never had it, are graded like any other, in one run."""

import copy
import json
import os

import pytest

from tests.nbgrader.course import CHECKS, NAME, ROOT, comments, grades, scores

RIGHT = json.loads((ROOT / "source" / NAME / f"{NAME}.ipynb").read_bytes())
"""Everything filled in, with the written answer."""


def changed(change, notebook=RIGHT):
    """The right submission after a change of its cells."""
    notebook = copy.deepcopy(notebook)
    change(notebook["cells"], notebook)
    return json.dumps(notebook).encode("utf-8", "surrogatepass")


def by_id(cells, grade_id):
    return next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def solutions(cells):
    return [cell for cell in cells if cell["metadata"]["nbgrader"]["solution"] and cell["cell_type"] == "code"]


def as_it_is(cells, notebook):
    pass


def without_metadata(cells, notebook):
    notebook["nbformat_minor"] = 2
    for cell in cells:
        cell["metadata"] = {}
        del cell["id"]


def every_cell_twice(cells, notebook):
    for cell in list(cells):
        cells.append({**copy.deepcopy(cell), "id": f"{cell['id'][:50]}-again"})


def of_another_course(cells, notebook):
    for number, cell in enumerate(cells):
        cell["metadata"]["nbgrader"] = {"grade_id": f"week3-{number}", "grade": True, "schema_version": 1, "extra": 2}
        cell["id"] = f"other-{number}"


def ids_swapped(cells, notebook):
    ids = [cell["metadata"]["nbgrader"]["grade_id"] for cell in solutions(cells)]
    for cell, grade_id in zip(solutions(cells), reversed(ids), strict=True):
        cell["metadata"]["nbgrader"]["grade_id"] = grade_id


def all_in_one_cell(cells, notebook):
    first, *others = solutions(cells)
    for cell in others:
        first["source"] = [*first["source"], "\n\n", *cell["source"]]
        cells.remove(cell)


def checks_deleted(cells, notebook):
    for check in CHECKS[:3]:
        cells.remove(by_id(cells, check))
    last = by_id(cells, CHECKS[3])
    last |= {"cell_type": "markdown", "source": ["nothing to see"]}
    del last["outputs"], last["execution_count"]


def checks_rewritten(cells, notebook):
    for check in CHECKS:
        by_id(cells, check)["source"] = ["10.0"]
        by_id(cells, check)["metadata"]["nbgrader"]["points"] = 1000


def marks_of_nonsense(cells, notebook):
    for number, cell in enumerate(cells):
        cell["metadata"]["nbgrader"] = ["text", [1, 2], {"grade_id": 5}, {}, {"grade_id": "answer"}][number % 5]
        cell["id"] = f"x{number}"


def answer_deleted(cells, notebook):
    cells.remove(by_id(cells, "answer"))


def answer_next_to_the_stub(cells, notebook):
    answer = by_id(cells, "answer")
    cells.append({**copy.deepcopy(answer), "id": "stub", "source": ["YOUR ANSWER HERE"]})


def outputs_with_scripts(cells, notebook):
    page = {"text/html": ["<script>alert(1)</script>"], "image/svg+xml": ["<svg onload='alert(1)'/>"]}
    for number, cell in enumerate(solutions(cells)):
        page["text/plain"] = [f"plot {number}"]
        cell["outputs"] = [{"output_type": "display_data", "data": dict(page), "metadata": {}}]


GRADABLE = {
    each.__name__: each
    for each in (
        as_it_is,
        without_metadata,
        every_cell_twice,
        of_another_course,
        ids_swapped,
        all_in_one_cell,
        checks_deleted,
        checks_rewritten,
        marks_of_nonsense,
        answer_deleted,
        answer_next_to_the_stub,
        outputs_with_scripts,
    )
}


def outputs_of_nonsense(cells, notebook):
    for cell in solutions(cells):
        cell["outputs"] = [1, {}, {"output_type": "stream"}, {"output_type": "display_data", "data": []}, None]


def half_a_character(cells, notebook):
    cells[0]["source"] = ["\ud83d"]


def cells_of_nonsense(cells, notebook):
    cells += [{"cell_type": "code", "source": 5, "metadata": 7}, {"cell_type": "raw"}]


def metadata_of_nonsense(cells, notebook):
    notebook["metadata"] = {"language_info": "python", "kernelspec": [1], "widgets": 3, "celltoolbar": None}
    for cell in cells:
        cell["metadata"] |= {"tags": 5, "jupyter": [], "collapsed": "x", "slideshow": 1, "execution": "y"}
        cell["attachments" if cell["cell_type"] == "markdown" else "execution_count"] = {"a.png": 1}


def a_version_of_nonsense(cells, notebook):
    notebook["nbformat_minor"] = "five"


STRANGE = {
    each.__name__: each
    for each in (
        outputs_of_nonsense,
        half_a_character,
        cells_of_nonsense,
        metadata_of_nonsense,
        a_version_of_nonsense,
    )
}
"""What nbgrader's own reader or writer stumbles over; the sandbox may read it all the same."""

UNREADABLE = {
    "empty": (b"", "the file is empty"),
    "deep": (b'{"cells": ' + b"[" * 100_000, ""),
    "page": (b"<!doctype html><html></html>", "it is not JSON"),
    "latin": ('{"cells": [], "é": 1}'.encode("latin-1"), ""),
    "list": (b"[]", "it is JSON, but no notebook"),
}


@pytest.fixture(scope="module")
def said_and_done(generated, tmp_path_factory):
    folder = tmp_path_factory.mktemp("restored")
    (folder / "home").mkdir()
    course = generated.copy(folder / "course")
    for student, change in (GRADABLE | STRANGE).items():
        course.hand_in(student, {f"{NAME}.ipynb": changed(change)})
    for student, (data, _says) in UNREADABLE.items():
        course.hand_in(student, {f"{NAME}.ipynb": data})
    place = course.hand_in("link", {})
    (place / f"{NAME}.ipynb").symlink_to(course.folder / "source" / NAME / f"{NAME}.ipynb")
    (course.hand_in("folder", {}) / f"{NAME}.ipynb").mkdir()
    (course.hand_in("huge", {}) / f"{NAME}.ipynb").touch()
    os.truncate(course.folder / "submitted" / "huge" / NAME / f"{NAME}.ipynb", 65 * 1024**2)
    return course, course.nbgrader("autograde", NAME) + course.nbgrader("generate_feedback", NAME)


@pytest.mark.parametrize("student", GRADABLE)
def test_all_points_whatever_became_of_nbgraders_cells(said_and_done, student):
    course, _said = said_and_done
    assert [scores(course.url)[student][check] for check in CHECKS] == [10, 10, 10, 10]


@pytest.mark.parametrize("student", GRADABLE)
def test_each_cell_of_nbgraders_is_there_once(said_and_done, student):
    course, _said = said_and_done
    marks = [cell["metadata"].get("nbgrader") for cell in course.autograded(student)["cells"]]
    ids = [mark["grade_id"] for mark in marks if mark]
    assert len(ids) == len(set(ids))
    assert {*CHECKS, *(check.removeprefix("check-") for check in CHECKS), "answer"} <= set(ids)


@pytest.mark.parametrize("student", GRADABLE)
def test_a_written_answer_that_may_be_there_waits_for_a_person(said_and_done, student):
    course, _said = said_and_done
    assert grades(course.url)[student]["answer"] == (0, None, None, True)


def test_an_answer_is_told_from_the_stub(said_and_done):
    course, _said = said_and_done
    cells = course.autograded("answer_next_to_the_stub")["cells"]
    assert "YOUR ANSWER HERE" not in "".join(by_id(cells, "answer")["source"])


@pytest.mark.parametrize("student", STRANGE)
def test_what_nbgrader_cannot_read_or_show_is_graded_all_the_same(said_and_done, student):
    course, _said = said_and_done
    assert [scores(course.url)[student][check] for check in CHECKS] == [10, 10, 10, 10]
    assert grades(course.url)[student]["answer"] == (0, None, None, True)
    assert comments(course.url, student) == {None}


@pytest.mark.parametrize("student", [*UNREADABLE, "link", "folder", "huge"])
def test_what_cannot_be_read_scores_0_with_a_comment(said_and_done, student):
    course, _said = said_and_done
    assert set(scores(course.url)[student].values()) == {0}
    (comment,) = comments(course.url, student)
    says = {"link": "it is a link", "folder": "it is not a regular file", "huge": "it is larger than"}
    assert comment.startswith("It cannot be read: ")
    assert (says.get(student) or UNREADABLE[student][1]) in comment


def test_nothing_of_a_students_runs_in_the_graders_browser(said_and_done):
    course, _said = said_and_done
    shown = json.dumps(course.autograded("outputs_with_scripts"))
    assert "plot 3" in shown
    assert "alert(1)" not in shown


def test_a_link_shows_nobody_what_it_leads_to(said_and_done):
    course, _said = said_and_done
    assert "np.square" not in json.dumps(course.autograded("link"))


def test_nobody_is_left_out(said_and_done):
    course, said = said_and_done
    everyone = {path.name for path in (course.folder / "submitted").iterdir()}
    assert scores(course.url).keys() == everyone
    assert {student for student in everyone if course.feedback(student)} == everyone
    assert "Traceback" not in said
