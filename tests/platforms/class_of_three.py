"""A small graded class, as results.jsonl has it, for the platforms that take grades after grading."""

from dataclasses import replace
from pathlib import Path

from autograder.model import Diagnosis, ExerciseResult, Fate, Message, Result, Status, Verdict
from autograder.outlets.lines import line

HINT = "The penalty leaves out W3."
WRONG = Message("value", {"path": "", "expected": 1.75, "got": 1.25, "wrong": 1, "total": 1})
LOOK = Diagnosis("last-layer-left-out", "Look at the sum over the layers.", HINT)
CASES = (
    Verdict("the worked example", True, Status.WRONG, message=WRONG),
    Verdict("random networks", False, Status.WRONG, message=Message("value", {"path": "", "outputs": ["the result"]})),
)
COST = ExerciseResult("compute_cost_with_regularization", Status.WRONG, 0, 10, CASES, WRONG, diagnoses=(LOOK,))
BACKWARD = ExerciseResult("backward_propagation_with_regularization", Status.PASSED, 30, 30)


def result(student: str, submission: str, score: float) -> Result:
    wrong = COST if score < 40 else replace(COST, status=Status.PASSED, score=10, cases=(), message=None, diagnoses=())
    exercises = (wrong, replace(BACKWARD, score=score - wrong.score))
    return Result(
        submission, student, "0" * 64, Fate.GRADED, "regularization", score, 40.0, 0.01, exercises, made_with="x"
    )


def unreadable(student: str, submission: str) -> Result:
    message = Message("unreadable", {"reason": "empty"})
    return Result(submission, student, "0" * 64, Fate.UNREADABLE, message=message)


def written(folder: Path, *results: Result) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.jsonl").write_text("".join(line(each) + "\n" for each in results), "utf-8")
    return folder
