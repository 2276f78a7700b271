"""Compares a grading with what pages promise: ``python -m scripts.promise RESULTS PAGE…``.

A promise is a table with the columns ``student``, ``status``, ``score`` and one for each exercise, whose heading is
the exercise's name in backticks; other columns are for people. The cell of an exercise holds its status, its score
where that is worth promising, and behind that what is diagnosed: ``partial 5 last-layer-left-out+half-left-out``. A
dash promises nothing.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

NOTHING = ("", "-", "–", "—")

Promise = Mapping[str, str]


def promised(markdown: str) -> dict[str, Promise]:
    """What the tables promise, by student; then by ``status``, ``score`` and the name of the exercise."""
    promises: dict[str, Promise] = {}
    header: list[str] = []
    for line in markdown.splitlines():
        if not line.startswith("|"):
            header = []
        elif not header:
            header = _cells(line)
        elif "student" in header and set(line) - set("|-: "):
            row = dict(zip(header, _cells(line), strict=True))
            student = row["student"].strip("`")
            if student in promises:
                raise ValueError(f"{student} is promised twice.")
            promises[student] = {
                column.strip("`"): promise.strip("`")
                for column, promise in row.items()
                if (column in ("status", "score") or column.startswith("`")) and promise not in NOTHING
            }
    return promises


def differences(promises: Mapping[str, Promise], results: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One sentence for each promise that is not kept, and for each result that nobody promised."""
    graded = {result["student"]: _facts(result) for result in results}
    for student in sorted(graded.keys() | promises.keys()):
        if student not in promises:
            yield f"{student} is graded, but nothing is promised."
        elif student not in graded:
            yield f"{student} is not graded."
        else:
            for column, promise in promises[student].items():
                got = graded[student].get(column, "nothing")
                if got.split()[: len(promise.split())] != promise.split():
                    yield f"{student}, {column}: {promise} is promised, and came out as {got}."


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _facts(result: Mapping[str, Any]) -> dict[str, str]:
    exercises = {exercise["name"]: _outcome(exercise) for exercise in result["exercises"]}
    return {"status": result["status"], "score": f"{result['score']:g}", **exercises}


def _outcome(exercise: Mapping[str, Any]) -> str:
    diagnosed = "+".join(diagnosis["id"] for diagnosis in exercise.get("diagnosis", ()))
    return f"{exercise['status']} {exercise['score']:g} {diagnosed}".strip()


def main(results: str, *pages: str) -> int:
    promises = promised("\n".join(Path(page).read_text(encoding="utf-8") for page in pages))
    lines = Path(results).read_text(encoding="utf-8").splitlines()
    broken = list(differences(promises, map(json.loads, lines)))
    for sentence in broken:
        print(sentence)
    if not promises:
        print(f"{', '.join(pages)}: nothing is promised.")
    elif not broken:
        print(f"All {len(promises)} submissions got what {' and '.join(pages)} promise{'' if len(pages) > 1 else 's'}.")
    return 1 if broken or not promises else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
