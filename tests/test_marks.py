"""What is remembered of replies: verdicts, and never that something failed."""

import sys
from pathlib import Path

from autograder.bench import open_bench, prepare
from autograder.course import Course
from autograder.flow import grade
from autograder.grading.case import Judged
from autograder.marks import Marks, Reply
from autograder.model import Question, Status, Submission
from autograder.rooms import Settings
from tests.handed_in import RIGHT, notebook

ROOT = Path(__file__).parents[1]

WRONG = [cell.replace(" + np.sum(np.square(W3))", "") for cell in RIGHT]


def test_right_replies_are_known_however_many_wrong_ones_come_between():
    question, marks = Question("drawn", False, (), {}), Marks(questions=1)
    right = Reply("f", 0, b"right")
    marks.of_case(right, lambda: Judged(question, Status.PASSED))
    for number in range(20):
        marks.of_case(Reply("f", 0, b"%d" % number), lambda: Judged(question, Status.WRONG, trace={}))
    assert right in marks.seen


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
