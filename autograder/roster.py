"""The roster: who is in the course, and by which logins, e-mails and numbers of platforms they go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .language import _
from .rows import TableError, rows

NAMES = ("login", "username", "user", "email", "e_mail", "mail", "email_address", "e_mail_address", "id", "number")
"""Columns that hold other names of a student; so does every column that ends in one of these, as ``canvas_id``."""

SHARED = ("class", "course", "group", "section", "term", "team")
"""Columns that begin with one of these hold what many students have."""

NUMBER = re.compile(r".+-(\d+)", re.DOTALL)


@dataclass(frozen=True)
class Roster:
    """The students in their order, each with the name that people call them, or an empty one; and their other names."""

    students: Mapping[str, str]
    others: Mapping[str, str]

    def student_of(self, name: str) -> str:
        """The student who goes by a name; a name that nobody goes by stands for itself.

        ``lovelaceada-1234`` is how a platform's number comes, behind a name that is not to be relied on.
        """
        if name in self.students:
            return name
        number = NUMBER.fullmatch(name)
        other = self.others.get(_plain(name)) or (self.others.get(number[1]) if number else None)
        return other or name

    def __contains__(self, student: object) -> bool:
        return student in self.students


def read_roster(path: Path) -> Roster:
    """The roster in a table with the column ``student``, and any of `NAMES`; other columns may stand there too.

    ``name``, else ``first_name`` and ``last_name``, are what people call a student.

    Raises
    ------
    TableError
        If a row names no student, or a name is that of two.
    """
    students: dict[str, str] = {}
    others: dict[str, str] = {}
    lines: dict[str, int] = {}
    for row in rows(path, ("student",)):
        student = row.cells["student"]
        if not student:
            raise TableError(_("{file}, line {line}: this row names no student.").format(file=path, line=row.line))
        called = " ".join(filter(None, (row.cells.get("first_name", ""), row.cells.get("last_name", ""))))
        known = {_plain(row.cells[column]) for column in row.cells if _names(column)} - {""}
        for name in [_plain(student), *sorted(known - {_plain(student)})]:
            if name in others:
                raise TableError(
                    _("{file}, line {line}: {name} is {student} of line {earlier} already.").format(
                        file=path, line=row.line, name=name, student=others[name], earlier=lines[name]
                    )
                )
            others[name], lines[name] = student, row.line
        students[student] = row.cells.get("name") or called
    if not students:
        raise TableError(_("{file} names no student.").format(file=path))
    return Roster(students, others)


def _names(column: str) -> bool:
    return not column.startswith(SHARED) and (column in NAMES or column.endswith(tuple(f"_{name}" for name in NAMES)))


def _plain(name: str) -> str:
    return name.strip().casefold()
