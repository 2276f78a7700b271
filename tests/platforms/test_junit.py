"""JUnit XML, held against the two schemas that continuous integration goes by."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema

from autograder.model import ExerciseResult, Fate, Hints, Message, Result, Status, Verdict
from autograder.outlets.files import WriteError
from autograder.outlets.junit import reported
from tests.handed_in import BACKWARD_L2, COST, IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
SCHEMAS = [xmlschema.XMLSchema(Path(__file__).with_name("schemas") / name) for name in ("junit-10.xsd", "JUnit.xsd")]

RESULT = Result("ada.ipynb", "ada", "0", Fate.GRADED, "regularization", 0.0, 10.0, 1234.5)


def suites(file):
    for schema in SCHEMAS:
        schema.validate(str(file))
    return ElementTree.parse(file).getroot().findall("testsuite")


def written(tmp_path, *results):
    file = tmp_path / "deep" / "junit.xml"
    assert list(reported(results, file, lambda name: Hints.FIRST)) == list(results)
    return suites(file)


def test_a_class_by_both_schemas_with_its_exit_status(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada.ipynb").write_bytes(notebook(*RIGHT))
    crash = COST.replace("    m =", "    print('seen')\n    1 / 0\n    m =")
    (folder / "bob.ipynb").write_bytes(notebook(IMPORTS, crash, BACKWARD_L2.replace("+ lambd / m * W2", "")))
    (folder / "eve.ipynb").write_bytes(b'{"cells": [')
    (tmp_path / "secret").write_text("the secret of the tests, always the same")
    done = subprocess.run(
        [AUTOGRADER, "grade", folder, "--secret-file", tmp_path / "secret", "--junit", tmp_path / "junit.xml"],
        cwd=ROOT,
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    ada, bob, eve = sorted(suites(tmp_path / "junit.xml"), key=lambda suite: suite.get("name"))
    assert ada.get("failures") == ada.get("errors") == "0"
    assert int(ada.get("tests")) == len(ada.findall("testcase")) > 8
    properties = {each.get("name"): each.get("value") for each in bob.find("properties")}
    assert properties["score"] == "6.67"
    assert properties["points.compute_cost_with_regularization"] == "0/10"
    error = bob.find("testcase[@name='the worked example']/error")
    assert error.get("type") == "error"
    assert "ZeroDivisionError" in error.get("message")
    assert bob.findall("testcase/failure")
    assert "seen" in bob.findtext("system-out")
    assert eve.get("errors") == "1"
    assert "It cannot be read" in eve.find("testcase/error").get("message")


def test_cases_of_one_name_are_told_apart(tmp_path):
    cases = tuple(Verdict("random networks", False, Status.PASSED, 1.0) for _ in range(3))
    (suite,) = written(tmp_path, replace(RESULT, exercises=(ExerciseResult("f", Status.PASSED, 10, 10, cases),)))
    assert [case.get("name") for case in suite.findall("testcase")] == [
        "random networks",
        "random networks (2)",
        "random networks (3)",
    ]


def test_what_xml_cannot_hold_does_not_break_it(tmp_path):
    text = "".join(map(chr, (*range(32), 0x7F, 0xD800, 0xFFFE, 0xFFFF, 0x1FFFE, 0x202E))) + "]]></failure><&\"'"
    case = Verdict("the worked example", True, Status.ERROR, message=Message("raised", {"type": text, "text": text}))
    exercise = ExerciseResult("f", Status.ERROR, 0, 10, (case,), case.message, printed=text)
    (suite,) = written(tmp_path, replace(RESULT, student=text, submission=text, exercises=(exercise,)))
    assert "]]></failure>" in suite.find("testcase/error").text
    assert "]]></failure>" in suite.findtext("system-out")


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_its_place(tmp_path, status):
    message = (
        None if status is Status.PASSED else Message(str(status), {"needs": "torch", "bytes": 2**20, "seconds": 1})
    )
    (suite,) = written(tmp_path, replace(RESULT, exercises=(ExerciseResult("f", status, 0, 10, (), message),)))
    (case,) = suite.findall("testcase")
    found = [element.tag for element in case]
    if status is Status.PASSED:
        assert not found
    elif status is Status.SKIPPED:
        assert found == ["skipped"]
    elif status in (Status.ERROR, Status.TIMEOUT, Status.MEMORY, Status.CRASHED):
        assert found == ["error"]
        assert suite.get("errors") == "1"
    else:
        assert found == ["failure"]
        assert suite.get("failures") == "1"


def test_no_submissions_are_a_valid_file_too(tmp_path):
    assert written(tmp_path) == []


def test_a_place_that_cannot_be_written_gets_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WriteError, match="cannot be written"):
        next(reported([RESULT], tmp_path / "file" / "junit.xml", lambda name: Hints.FIRST))


def test_a_device_a_pipe_or_the_terminal_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/null")
    for place in (tmp_path / "pipe", tmp_path / "link", Path("/dev/fd/1")):
        with pytest.raises(WriteError, match="is a device or a pipe"):
            next(reported([RESULT], place, lambda name: Hints.FIRST))
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "link").is_symlink()
