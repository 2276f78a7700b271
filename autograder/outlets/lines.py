"""Results as JSON lines: one a submission, in the order of completion."""

import json
from typing import Any

from ..model import ExerciseResult, Message, Result, Verdict

SCHEMA = 1


def line(result: Result) -> str:
    """One line of ``results.jsonl``, without its end."""
    return json.dumps(record(result), allow_nan=False)


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
    fields["exercises"] = [_exercise(exercise) for exercise in result.exercises]
    return fields


def _exercise(exercise: ExerciseResult) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": exercise.name,
        "status": str(exercise.status),
        "score": float(exercise.score),
        "max_score": float(exercise.max_score),
    }
    if exercise.message is not None:
        fields["message"] = _message(exercise.message)
    fields["cases"] = [_verdict(verdict) for verdict in exercise.cases]
    if exercise.remarks:
        fields["remarks"] = [_message(remark) for remark in exercise.remarks]
    fields["printed"] = exercise.printed
    return fields


def _verdict(verdict: Verdict) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": verdict.name, "public": verdict.public, "status": str(verdict.status)}
    if verdict.message is not None:
        fields["message"] = _message(verdict.message)
    if verdict.remarks:
        fields["remarks"] = [_message(remark) for remark in verdict.remarks]
    return fields


def _message(message: Message) -> dict[str, Any]:
    return {"id": message.id, **message.values}
