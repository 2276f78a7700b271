"""Results as JSON lines, one a submission, and lines as results again."""

import json
from typing import Any

from ..model import (
    Compared,
    Diagnosis,
    ExerciseResult,
    Fate,
    Mark,
    Message,
    Override,
    Result,
    Side,
    Status,
    Verdict,
)

SCHEMA = 1
PLAIN = (
    "submission",
    "student",
    "assignment",
    "sha256",
    "score",
    "max_score",
    "seconds",
    "public_only",
    "made_with",
)


def line(result: Result) -> str:
    """One line of ``results.jsonl``, without its end."""
    return json.dumps(record(result), allow_nan=False)


def result(line: str) -> Result:
    """The result that a line tells of; what a line leaves out, as the shares that cases earned, is 0.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it is no line of this schema.
    """
    fields = json.loads(line)
    if fields["schema"] != SCHEMA:
        raise ValueError(f"a line of schema {fields['schema']}")
    return Result(
        **{name: fields[name] for name in PLAIN},
        status=Fate(fields["status"]),
        exercises=tuple(map(_exercise_of, fields["exercises"])),
        message=message_of(fields["message"]) if "message" in fields else None,
    )


def record(result: Result) -> dict[str, Any]:
    """A result as plain data, in the form that the documentation of ``results.jsonl`` gives."""
    fields: dict[str, Any] = {
        "schema": SCHEMA,
        "submission": result.submission,
        "student": result.student,
        "assignment": result.assignment,
        "sha256": result.sha256,
        "status": str(result.status),
        "score": float(result.score),
        "max_score": float(result.max_score),
        "seconds": round(result.seconds, 4),
    }
    if result.message is not None:
        fields["message"] = _message(result.message)
    fields["public_only"] = result.public_only
    fields["made_with"] = result.made_with
    fields["exercises"] = [_exercise(exercise) for exercise in result.exercises]
    return fields


def _exercise(exercise: ExerciseResult) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": exercise.name,
        "status": str(exercise.status),
        "score": float(exercise.score),
        "max_score": float(exercise.max_score),
    }
    if exercise.override is not None:
        fields["override"] = _override(exercise.override)
    if exercise.message is not None:
        fields["message"] = _message(exercise.message)
    fields["cases"] = [_verdict(verdict) for verdict in exercise.cases]
    if exercise.remarks:
        fields["remarks"] = [_message(remark) for remark in exercise.remarks]
    if exercise.diagnoses:
        fields["diagnosis"] = [_diagnosis(diagnosis) for diagnosis in exercise.diagnoses]
    fields["printed"] = exercise.printed
    if exercise.fingerprint:
        fields["fingerprint"] = exercise.fingerprint
    return fields


def _override(override: Override) -> dict[str, Any]:
    fields: dict[str, Any] = {"points": float(override.points), "comment": override.comment, "who": override.who}
    if override.instead_of is not None:
        mark = override.instead_of
        fields["instead_of"] = {
            "status": str(mark.status),
            "score": float(mark.score),
            "max_score": float(mark.max_score),
        }
    return fields


def _verdict(verdict: Verdict) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": verdict.name, "public": verdict.public, "status": str(verdict.status)}
    if verdict.message is not None:
        fields["message"] = _message(verdict.message)
    if verdict.remarks:
        fields["remarks"] = [_message(remark) for remark in verdict.remarks]
    if verdict.compared:
        fields["compared"] = [_compared(compared) for compared in verdict.compared]
    return fields


def _compared(compared: Compared) -> dict[str, Any]:
    return {
        "path": compared.path,
        "expected": {"shape": list(compared.expected.shape), "entries": list(compared.expected.entries)},
        "got": {"shape": list(compared.got.shape), "entries": list(compared.got.entries)},
        "wrong": list(compared.wrong),
        "picture": [list(row) for row in compared.picture],
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": diagnosis.id, "look": diagnosis.look, "hint": diagnosis.hint}
    return fields | ({"values": dict(diagnosis.values)} if diagnosis.values else {})


def _message(message: Message) -> dict[str, Any]:
    return {"id": message.id, **message.values}


def _exercise_of(fields: dict[str, Any]) -> ExerciseResult:
    return ExerciseResult(
        name=fields["name"],
        status=Status(fields["status"]),
        score=fields["score"],
        max_score=fields["max_score"],
        cases=tuple(map(_verdict_of, fields["cases"])),
        message=message_of(fields["message"]) if "message" in fields else None,
        remarks=tuple(map(message_of, fields.get("remarks", ()))),
        printed=fields["printed"],
        diagnoses=tuple(
            Diagnosis(each["id"], each["look"], each["hint"], each.get("values", {}))
            for each in fields.get("diagnosis", ())
        ),
        fingerprint=fields.get("fingerprint", ""),
        override=_override_of(fields["override"]) if "override" in fields else None,
    )


def _override_of(fields: dict[str, Any]) -> Override:
    mark = fields.get("instead_of")
    instead_of = Mark(Status(mark["status"]), mark["score"], mark["max_score"]) if mark else None
    return Override(fields["points"], fields["comment"], fields["who"], instead_of)


def _verdict_of(fields: dict[str, Any]) -> Verdict:
    return Verdict(
        name=fields["name"],
        public=fields["public"],
        status=Status(fields["status"]),
        message=message_of(fields["message"]) if "message" in fields else None,
        remarks=tuple(map(message_of, fields.get("remarks", ()))),
        compared=tuple(map(_compared_of, fields.get("compared", ()))),
    )


def _compared_of(fields: dict[str, Any]) -> Compared:
    expected, got = (Side(tuple(side["shape"]), tuple(side["entries"])) for side in (fields["expected"], fields["got"]))
    picture = tuple(map(tuple, fields["picture"]))
    return Compared(fields["path"], expected, got, tuple(fields["wrong"]), picture)


def message_of(fields: dict[str, Any]) -> Message:
    return Message(fields["id"], {name: value for name, value in fields.items() if name != "id"})
