"""What the instructor decides: how much of a diagnosis students may see, and how often; kept in ``autograder.toml``."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from .language import _
from .model import Hints

FILE = "autograder.toml"
KEYS = {"hints", "attempts", "assignments"}
OF_ASSIGNMENT = {"hints", "attempts", "due"}


class PolicyError(Exception):
    """The file says something that cannot be meant; the sentence says where."""


@dataclass(frozen=True)
class HintPolicy:
    """Which hints ``check`` may show, and feedback before and after the due date.

    Unlimited attempts with full diagnosis would be an oracle: so the mistake itself is named after the due date only,
    unless the instructor says otherwise. Where no due date is given, none has passed.
    """

    check: Hints = Hints.FIRST
    before_due: Hints = Hints.FIRST
    after_due: Hints = Hints.BOTH
    due: datetime | None = None

    def feedback(self, now: datetime) -> Hints:
        """Which hints feedback may show at a moment (with a time zone)."""
        return self.after_due if self.due is not None and now >= self.due else self.before_due


@dataclass(frozen=True)
class Attempts:
    """How many attempts are graded within so many hours, where a platform tells of earlier ones."""

    most: int
    hours: float = 24.0

    def again(self, earlier: Iterable[datetime], now: datetime) -> datetime | None:
        """When an attempt will be graded again; None if it is now. ``earlier`` are the attempts that were graded."""
        window = timedelta(hours=self.hours)
        within = sorted(moment for moment in earlier if now - window < moment <= now)
        return within[-self.most] + window if len(within) >= self.most else None


def hint_policy(course: Path, assignment: str) -> HintPolicy:
    """The policy for an assignment: what the file says of it, else of all, else the default.

    Raises
    ------
    PolicyError
        If the file cannot be read, or says what cannot be meant.
    """
    file, whole, own = _read(course, assignment)
    levels = _table(file, whole, "hints") | _table(file, own, "hints")
    names = {field.name for field in fields(HintPolicy)} - {"due"}
    _refuse_unknown(file, "hints.", levels, names)
    return HintPolicy(**{name: _level(file, name, levels[name]) for name in levels}, due=_due(file, own.get("due")))


def attempt_policy(course: Path, assignment: str) -> Attempts | None:
    """How many attempts at an assignment are graded; None where there is no limit.

    Raises
    ------
    PolicyError
        As `hint_policy` does.
    """
    file, whole, own = _read(course, assignment)
    limits = _table(file, whole, "attempts") | _table(file, own, "attempts")
    _refuse_unknown(file, "attempts.", limits, {field.name for field in fields(Attempts)})
    if not limits:
        return None
    most, hours = limits.get("most"), limits.get("hours", Attempts.hours)
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) and each > 0 for each in (most, hours))
    if not numbers or not isinstance(most, int):
        raise PolicyError(
            _("In {file}, attempts.most is a whole number and attempts.hours a number, both above 0.").format(file=file)
        )
    return Attempts(most, float(hours))


def _read(course: Path, assignment: str) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """The file, what stands in it, and what of that is about the assignment; nothing where there is no file."""
    file = course / FILE
    if not file.is_file():
        return file, {}, {}
    try:
        whole = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PolicyError(_("{file} cannot be read: {reason}.").format(file=file, reason=error)) from None
    _refuse_unknown(file, "", whole, KEYS)
    own = _table(file, _table(file, whole, "assignments"), assignment)
    _refuse_unknown(file, f"assignments.{assignment}.", own, OF_ASSIGNMENT)
    return file, whole, own


def _table(file: Path, tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise PolicyError(_("In {file}, {name} has to be a table: [{name}].").format(file=file, name=name))
    return table


def _refuse_unknown(file: Path, where: str, table: Mapping[str, Any], known: set[str]) -> None:
    for name in sorted(table.keys() - known):
        raise PolicyError(
            _("In {file}, {name} means nothing; known there are {known}.").format(
                file=file, name=where + name, known=", ".join(sorted(known))
            )
        )


def _level(file: Path, name: str, level: Any) -> Hints:
    if level not in list(Hints):
        raise PolicyError(
            _("In {file}, hints.{name} is none, first or both, not {level}.").format(file=file, name=name, level=level)
        )
    return Hints(level)


def _due(file: Path, due: Any) -> datetime | None:
    if due is None:
        return None
    if not isinstance(due, datetime) or due.tzinfo is None:
        raise PolicyError(
            _(
                "In {file}, a due date has to be a moment with its offset from UTC, as 2026-12-01T23:59:00+01:00."
            ).format(file=file)
        )
    return due
