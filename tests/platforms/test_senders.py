"""Who handed in what, by the names that platforms give files in their zips."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nbgrader.plugins.zipcollect import FileNameCollectorPlugin

from autograder.intake import find
from autograder.senders import Sender, sender
from tests.handed_in import COST, IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")


@pytest.mark.parametrize(
    ("place", "found"),
    [
        # lib/content_zipper.rb: the sortable name without anything but letters, LATE, the user, the file, its name
        ("lovelaceada_1234_56789_regularization.ipynb", Sender("canvas", "1234", "lovelaceada")),
        ("lovelaceada_LATE_1234_56789_regularization-2.ipynb", Sender("canvas", "1234", "lovelaceada")),
        ("o_brienann_1234_56789_my_work.ipynb", Sender("canvas", "1234", "o_brienann")),
        ("曾晓_1234_56789_作业.ipynb", Sender("canvas", "1234", "曾晓")),
        ("anon_x7Kp2_56789_regularization.ipynb", Sender("canvas", "x7Kp2", "anon")),
        ("LATE_anon_x7Kp2_56789_regularization.ipynb", Sender("canvas", "x7Kp2", "anon")),
        # mod/assign: full name, participant, plugin; folders with and without an underscore, or none
        ("Ada Lovelace_1234_assignsubmission_file_/regularization.ipynb", Sender("moodle", "1234", "Ada Lovelace")),
        ("Ada Lovelace_1234_assignsubmission_file/a/b.ipynb", Sender("moodle", "1234", "Ada Lovelace")),
        ("Ada Lovelace_1234_assignsubmission_file_regularization.ipynb", Sender("moodle", "1234", "Ada Lovelace")),
        ("Participant_1234_assignsubmission_file_/regularization.ipynb", Sender("moodle", "1234", "Participant")),
        # nbgrader's documentation of zip_collect
        ("ps1_bitdiddle_attempt_2016-01-30-15-00-00_problem1.ipynb", Sender("blackboard", "bitdiddle", "")),
        # nobody's
        ("ada.ipynb", None),
        ("ada/regularization.ipynb", None),
        ("my_regularization_2.ipynb", None),
        ("", None),
    ],
)
def test_a_name_tells_the_sender(place, found):
    assert sender(place) == found


@pytest.mark.parametrize(
    "place",
    [
        "x_99_1234_567_regularization.ipynb",  # whose name is x_99: all that stands there is not 99's
        "ada_1234_56789_99_5_regularization.ipynb",
        "ada/bob_99_5_regularization.ipynb",  # a file in a folder is named by the student alone
        "ada/bob_99_assignsubmission_file_/regularization.ipynb",
        "ada/regularization/ps1_bob_attempt_2016-01-30-15-00-00_problem1.ipynb",
    ],
)
def test_nobody_can_hand_in_as_somebody_else(place):
    assert sender(place) is None


def test_the_outermost_name_is_the_platforms():
    inner = "Bob_99_assignsubmission_file_/x.ipynb"
    assert sender(f"Ada_1_assignsubmission_file_/{inner}").id == "1"
    forged = "ps1_ada_attempt_2016-01-30-15-00-00_bob_attempt_2016-01-30-15-00-00_x.ipynb"
    assert sender(forged).id == "ada"


NAMED = {  # as docs/platforms give them for nbgrader zip_collect
    "canvas": r"(?P<name>.*?)_(?:LATE_)?(?P<student_id>[0-9]+)_(?P<file>[0-9]+)_(?P<file_id>.+)",
    "moodle": r"(?P<name>[^_]*)_(?P<student_id>[0-9]+)_assignsubmission_file_?/?(?P<file_id>.*)",
    "blackboard": r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>.*)",
}


@pytest.mark.parametrize(
    "place",
    [
        "lovelaceada_LATE_1234_56789_regularization.ipynb",
        "Ada Lovelace_1234_assignsubmission_file_regularization.ipynb",
        "ps1_bitdiddle_attempt_2016-01-30-15-00-00_regularization.ipynb",
    ],
)
def test_nbgraders_zip_collect_sees_the_same_student(place):
    found = sender(place)
    plugin = FileNameCollectorPlugin(named_regexp=NAMED[found.platform])
    assert plugin.collect(place) == {"student_id": found.id, "file_id": "regularization.ipynb"} | {
        name: value for name, value in plugin._match(place).items() if name in ("name", "file", "timestamp")
    }


@pytest.fixture
def packed(tmp_path):
    def call(files):
        path = tmp_path / "submissions.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for place, data in files.items():
                archive.writestr(place, data)
        return path

    return call


def test_a_zip_of_a_platform_is_graded_by_its_students(packed, tmp_path):
    files = {
        "lovelaceada_1234_56789_regularization.ipynb": notebook(*RIGHT),
        "lovelaceada_1234_56789_notes.txt": b"",
        "byronann_LATE_1235_56790_my work.ipynb": notebook(IMPORTS, COST),
    }
    (tmp_path / "secret").write_text("the secret of the tests, always the same")
    out = tmp_path / "out"
    done = subprocess.run(
        [AUTOGRADER, "grade", packed(files), "--out", out, "--secret-file", tmp_path / "secret"],
        cwd=ROOT,
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    scores = {line["student"]: line["score"] for line in map(json.loads, (out / "results.jsonl").open())}
    assert scores == {"lovelaceada-1234": 40, "byronann-1235": 10}


def test_an_unpacked_zip_is_no_other(packed, tmp_path):
    files = {f"Ada Lovelace_{k}_assignsubmission_file_/regularization.ipynb": notebook(*RIGHT) for k in range(2)}
    path = packed(files)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    students = {each.student for each in find([str(path)], ["regularization"])}
    assert students == {"Ada Lovelace-0", "Ada Lovelace-1"}
    assert {each.student for each in find([str(tmp_path / "unpacked")], ["regularization"])} == students


def test_nbgraders_tree_stays_nbgraders(tmp_path):
    place = tmp_path / "submitted" / "ada" / "regularization" / "bob_99_5_regularization.ipynb"
    place.parent.mkdir(parents=True)
    place.write_bytes(notebook(*RIGHT))
    assert [each.student for each in find([str(tmp_path / "submitted")], ["regularization"])] == ["ada"]
    assert [each.student for each in find([str(tmp_path)], ["regularization"])] == ["ada"]
