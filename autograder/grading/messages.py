"""What grading has to say, by id; the outlets put it into words."""

import math
from enum import StrEnum
from typing import Any

from ..model import Message, Raised
from .compare import KINDS, Difference

TEXT_MOST = 200  # characters of one value


class Says(StrEnum):
    """The ids of all messages that a verdict or a result of an exercise carries, with their values.

    A hidden case has the values before the bar only: neither figures nor sizes, since a submission chooses what it
    gives back and could carry the inputs out. Figures are floats, or "nan", "inf", "-inf"; shapes are lists.
    ``path`` is the output and, in a public case, the first entry at fault: ``dW1[0, 2]``; empty for the answer as a
    whole. ``outputs`` are the names of all outputs of the case that are at fault, where there are several to judge.
    Kinds are those of `compare.KINDS`, or the name of a type.

    ================= ============================================ =============================================
    id                values                                       when
    ================= ============================================ =============================================
    value             path, outputs | expected, got, wrong, total, figures differ, ``wrong`` of ``total`` entries,
                      deviation                                    by up to ``deviation``; or texts do
    nan               the same                                     NaN where a figure is due
    infinite          the same                                     an infinity where a figure is due
    shape             path, outputs | expected, got                an array of another shape
    kind              path, outputs, expected, got                 another kind of thing; ``got`` is "other" where
                                                                   a hidden case got a type of the student's
    none              path, outputs, expected                      None; ``expected`` is a kind
    length            path, outputs | expected, got                a list or tuple of another length
    too-few-values    path, outputs, expected | got                too few values are returned; ``expected`` is the
                                                                   least that is needed
    missing-key       path, outputs, key                           the dict at ``path`` lacks a key
    too-deep          path, outputs                                nested beyond all measure
    raised            type, cell, line, code | text                the code raised; ``cell`` and ``line`` are None
                                                                   where no line of the student's is to blame
    undefined         name, similar                                no such function; ``similar`` are names that
                                                                   the submission does define
    blank             name                                         still the stub that was handed out
    ================= ============================================ =============================================

    A limit that ended the exercise carries the message of the sandbox. Remarks, which cost nothing:

    ================= ============================================ =============================================
    follows-from-own  outputs                                      wrong figures that follow rightly from an
                                                                   earlier slip
    variant           variant, remark                              right in another way; ``remark`` is a sentence
    unconfirmed       outputs                                      right in a public case, in no hidden one
    ================= ============================================ =============================================
    """

    VALUE = "value"
    NAN = "nan"
    INFINITE = "infinite"
    SHAPE = "shape"
    KIND = "kind"
    NONE = "none"
    LENGTH = "length"
    TOO_FEW_VALUES = "too-few-values"
    MISSING_KEY = "missing-key"
    TOO_DEEP = "too-deep"
    RAISED = "raised"
    UNDEFINED = "undefined"
    BLANK = "blank"
    FOLLOWS_FROM_OWN = "follows-from-own"
    VARIANT = "variant"
    UNCONFIRMED = "unconfirmed"


def fault(difference: Difference, public: bool) -> Message:
    """Say where and how an answer differs from what is expected."""
    values: dict[str, Any] = {"path": difference.path if public else difference.part}
    if difference.id == "missing-key":
        values = {"path": difference.part, "key": _plain(difference.expected)}
    elif difference.id == "none":
        values["expected"] = difference.expected
    elif difference.id == "kind":
        values |= {"expected": difference.expected, "got": kind(difference.got, public)}
    elif public and difference.id != "too-deep":
        values |= {"expected": _plain(difference.expected), "got": _plain(difference.got)}
        if difference.id in ("value", "nan", "infinite"):
            values |= {
                "wrong": difference.wrong,
                "total": difference.total,
                "deviation": _plain(difference.deviation),
            }
    return Message(Says(difference.id), values)


def raised(answer: Raised, public: bool) -> Message:
    """Say what was raised, and where."""
    values: dict[str, Any] = {"type": answer.type, "cell": answer.cell, "line": answer.line, "code": answer.code}
    return Message(Says.RAISED, values | {"text": answer.text} if public else values)


def kind(name: str, public: bool) -> str:
    """Give the name of a kind; in a hidden case only one that is not the student's."""
    return name if public or name in KINDS else "other"


def _plain(value: Any) -> Any:
    """Make a value fit for JSON, which has no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    return value[:TEXT_MOST] if isinstance(value, str) else value
