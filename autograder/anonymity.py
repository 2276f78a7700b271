"""Results for files that leave the staff: pseudonyms that stay the same, and nothing that a student wrote.

A pseudonym is made with the course's secret: nobody without it can find out whose it is, not even by trying names.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from .model import ExerciseResult, Message, Result

TELLING = {"text", "code"}
"""Values of a message that hold a student's own words."""


PSEUDONYM = re.compile(r"student-[a-z2-7]{10}")


@dataclass(frozen=True)
class Veil:
    """What takes the names out of results."""

    secret: bytes = field(repr=False)

    def student(self, name: str) -> str:
        """The pseudonym of a student: ``student-`` and ten letters and digits."""
        return f"student-{self._mark('student', name)[:10]}"

    def file(self, student: str, path: str) -> str:
        """What stands for the place of a submission, which has its student's name in it."""
        return f"{self.student(student)}/{self._mark('file', path)[:8]}{PurePath(path).suffix}"

    def digest(self, sha256: str) -> str:
        """What stands for the digest of a notebook: who has that notebook must not find its line."""
        return self._mark("digest", sha256)

    def result(self, result: Result) -> Result:
        """A result without names: what was printed, and people's comments, may hold them too."""
        return replace(
            result,
            student=self.student(result.student),
            submission=self.file(result.student, result.submission),
            sha256=self.digest(result.sha256),
            exercises=tuple(map(_silent, result.exercises)),
        )

    def _mark(self, kind: str, name: str) -> str:
        words = f"anonymous\0{kind}\0{name}".encode("utf-8", "surrogatepass")
        keyed = hmac.new(self.secret, words, hashlib.sha256).digest()
        return base64.b32encode(keyed).decode().rstrip("=").lower()


def _silent(exercise: ExerciseResult) -> ExerciseResult:
    cases = tuple(replace(each, message=_wordless(each.message)) for each in exercise.cases)
    override = replace(exercise.override, comment="", who="") if exercise.override else None
    return replace(exercise, cases=cases, message=_wordless(exercise.message), printed="", override=override)


def _wordless(message: Message | None) -> Message | None:
    if message is None:
        return None
    return Message(message.id, {name: value for name, value in message.values.items() if name not in TELLING})
