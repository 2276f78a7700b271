"""Made-up results of a class of any size, for the class report: ``python -m benchmarks.synthetic 10000 FILE``.

Students differ in ability and exercises in difficulty, known mistakes are made with their own frequencies, some
students copy, and some have names that want to be more than text. The same number gives the same class.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from math import exp
from pathlib import Path

from autograder import assignments
from autograder.model import (
    Assignment,
    Compared,
    Diagnosis,
    Drawn,
    Exercise,
    ExerciseResult,
    Fate,
    Message,
    Result,
    Side,
    Status,
    Verdict,
)
from autograder.outlets.lines import line

NAMES = ("regularization", "optimization")
FIRST = (
    "Ada Amir Ben Bo Chen Cleo Dana Emil Fatima Gus Hana Ines Jun Kofi Lena Maya Noor Omar Pia Rosa Sven Uma Wei Zoe"
)
LAST = "Abe Berg Costa Diaz Eze Fox Garcia Haddad Ito Jansen Khan Li Moreau Nwosu Olsen Park Quist Rossi Sato Tran Wang"
HOSTILE = (
    "</script><script>document.title = 'taken'</script>",
    "<img src=https://example.org/x.png onerror=alert(1)>",
    "=HYPERLINK(1)",
    "\u202eevE\x1b[31m",
    "__proto__",
    "李" * 60,
    "x" * 300,
    '"><b>&amp;\\u003c{{ 7 * 7 }}',
)
FAILURES = {
    Status.PARTIAL: 8,
    Status.WRONG: 50,
    Status.ERROR: 15,
    Status.MISSING: 4,
    Status.BLANK: 18,
    Status.TIMEOUT: 3,
    Status.MEMORY: 1,
    Status.CRASHED: 1,
}
"""How answers fail that do, in percent."""


def results(count: int, names: Sequence[str] = NAMES, seed: int = 1) -> Iterator[Result]:
    """So many results, those of the assignments in turn."""
    chance = random.Random(seed)
    classes = [_Class(assignments.load(name), chance) for name in names]
    for number in range(count):
        yield classes[number % len(classes)].result(number // len(classes))


class _Class:
    """Those who hand one assignment in."""

    def __init__(self, assignment: Assignment, chance: random.Random) -> None:
        self._assignment = assignment
        self._chance = chance
        self._difficulty = {each.name: chance.gauss(-0.8, 0.9) for each in assignment.exercises}
        self._before: Result | None = None

    def result(self, number: int) -> Result:
        chance, name = self._chance, self._assignment.name
        student = _student(number)
        path = f"submitted/{student}/{name}/{name}.ipynb"
        digest = sha256(f"{number} {name}".encode()).hexdigest()
        if chance.random() < 0.004:
            message = Message("unreadable", {"reason": chance.choice(["empty", "truncated", "not-json"])})
            return Result(path, student, digest, Fate.UNREADABLE, message=message, made_with="synthetic")
        ability = chance.gauss(0, 1.2)
        exercises = tuple(self._exercise(each, ability) for each in self._assignment.exercises)
        if self._before and chance.random() < 0.01:  # copies from the one before
            exercises = self._before.exercises
        result = Result(
            path,
            student,
            digest,
            Fate.GRADED,
            name,
            round(sum(each.score for each in exercises), 2),
            sum(each.max_score for each in exercises),
            chance.lognormvariate(-3.5, 0.7) + (10 if any(e.status is Status.TIMEOUT for e in exercises) else 0),
            exercises,
            made_with="synthetic",
        )
        self._before = result
        return result

    def _exercise(self, exercise: Exercise, ability: float) -> ExerciseResult:
        chance = self._chance
        cases = [each for each in exercise.cases for _ in range(each.count if isinstance(each, Drawn) else 1)]
        passed = chance.random() < 1 / (1 + exp(1.4 * (self._difficulty[exercise.name] - ability)))
        status = Status.PASSED if passed else chance.choices([*FAILURES], [*FAILURES.values()])[0]
        share = {Status.PASSED: 1.0, Status.PARTIAL: chance.choice([0.25, 0.5, 0.75])}.get(status, 0.0)
        own = Status.WRONG if status is Status.PARTIAL else status
        wrong = [own if chance.random() < 0.85 else Status.PASSED for _ in cases] if share else [own] * len(cases)
        verdicts = tuple(
            Verdict(case.name, not isinstance(case, Drawn), how if not passed else Status.PASSED)
            for case, how in zip(cases, wrong, strict=True)
        )
        result = ExerciseResult(
            exercise.name,
            status,
            round(exercise.points * share, 2),
            exercise.points,
            verdicts,
            self._message(exercise, status),
            fingerprint=f"{chance.getrandbits(64):016x}",
        )
        if status in (Status.WRONG, Status.PARTIAL):
            result = self._compared(result)
        known = exercise.misconceptions
        if status is Status.WRONG and known and chance.random() < 0.7:
            place = min(int(chance.expovariate(0.5)), len(known) - 1)
            text = sha256(f"{exercise.name} {place} {chance.randrange(4000)}".encode()).hexdigest()[:16]
            diagnosis = Diagnosis(known[place].id, known[place].look, known[place].hint)
            return replace(result, diagnoses=(diagnosis,), fingerprint=text)
        return result

    def _compared(self, result: ExerciseResult) -> ExerciseResult:
        """With figures beside the first case, as real results have them."""
        first, *rest = result.cases
        entries = tuple(self._chance.gauss(0, 1) for _ in range(12))
        sides = (Side((3, 4), entries), Side((3, 4), tuple(2 * entry for entry in entries)))
        compared = Compared("W1", *sides, tuple(range(12)), ((1.0,) * 4,) * 3)
        return replace(result, cases=(replace(first, compared=(compared,)), *rest))

    def _message(self, exercise: Exercise, status: Status) -> Message | None:
        chance = self._chance
        got = round(chance.gauss(1.7, 0.2), 3)
        match status:
            case Status.PASSED:
                return None
            case Status.ERROR:
                line = chance.randrange(1, 30)
                values = {"type": "NameError", "text": f"name 'W{line}' is not defined"}
                return Message("raised", values | {"cell": 7, "line": line, "code": f"cost = cost + W{line}"})
            case Status.MISSING:
                return Message("undefined", {"name": exercise.name, "similar": []})
            case Status.TIMEOUT:
                return Message("timeout", {"seconds": 10.0})
            case Status.MEMORY:
                return Message("memory", {"bytes": 1024**3})
            case Status.BLANK | Status.CRASHED:
                return Message(str(status))
            case _:
                return Message("value", {"path": "", "expected": 1.7864859, "got": got, "wrong": 1, "total": 1})


def _student(number: int) -> str:
    first, last = FIRST.split(), LAST.split()
    if number % 150 == 120:
        return HOSTILE[number // 150 % len(HOSTILE)] + (f" {number}" if number // 150 >= len(HOSTILE) else "")
    lap = number // (len(first) * len(last))
    name = f"{first[number % len(first)]} {last[number // len(first) % len(last)]}"
    return f"{name} {lap + 1}" if lap else name


def write(path: Path, count: int, names: Sequence[str] = NAMES) -> None:
    """Write so many results as ``results.jsonl``."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(line(result) + "\n" for result in results(count, names))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]), sys.argv[3:] or NAMES)
