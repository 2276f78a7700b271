"""What is remembered of replies: verdicts, and never that something failed."""

import sys
from pathlib import Path

from autograder.bench import open_bench, prepare
from autograder.course import Course
from autograder.flow import grade
from autograder.model import Submission
from autograder.rooms import Settings
from tests.handed_in import RIGHT, notebook

ROOT = Path(__file__).parents[1]

WRONG = [cell.replace(" + np.sum(np.square(W3))", "") for cell in RIGHT]


def test_a_diagnosis_that_failed_is_tried_again_for_the_same_answer(tmp_path, monkeypatch):
    settings = prepare(Settings(Course(ROOT), ("regularization",), b"of the test of marks", sys.executable, "bwrap"))
    with open_bench(settings) as bench:
        wrong = Submission("ada.ipynb", "ada", notebook(*WRONG))
        with monkeypatch.context() as patch:
            patch.setattr("autograder.flow.diagnose", lambda *_: 1 / 0)
            failed = grade(wrong, bench).exercises[0]
        made = grade(wrong, bench).exercises[0]
        remembered = grade(wrong, bench).exercises[0]
    assert failed.diagnoses == ()
    assert failed.score == made.score < made.max_score
    assert made.diagnoses == remembered.diagnoses != ()
