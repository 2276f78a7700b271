"""What people have a say in, as ``grade`` applies it: whose a submission is, which attempt counts, what was decided."""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from .. import assignments
from ..anonymity import PSEUDONYM, Veil
from ..attempts import Attempt, counted
from ..course import Course
from ..intake import Found
from ..language import _, plural
from ..model import Result
from ..outlets.folder import RESULTS, SUPERSEDED, Line
from ..outlets.grades import cell
from ..outlets.lines import line
from ..outlets.words import clean
from ..overrides import Overrides, applied, overrides_of
from ..roster import Roster, read_roster
from .saying import err, out, refuse

NOTHING = "not-handed-in.csv"
NAMED = 10
"""So many students are named on a terminal."""

RosterFile = Annotated[
    Path | None,
    typer.Option("--roster", metavar="CSV", help="Who is in the course, and by which logins and e-mails they go."),
]
WhichAttempt = Annotated[
    Attempt | None, typer.Option("--attempt", help="Which counts of a student's several: the last, or the best.")
]
Anonymise = Annotated[
    bool, typer.Option("--anonymise", help="Pseudonyms instead of names, for files that leave the staff.")
]


@dataclass
class People:
    """What people decided, who is in the course, which attempt counts, and what takes the names out, if anything.

    ``met`` counts the submissions of each student that came through, before any lost its name: by assignment, under the
    empty name those that could not be graded.
    """

    decided: Overrides
    roster: Roster | None
    attempt: Attempt | None
    veil: Veil | None
    met: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    superseded: int = 0

    def keep_apart(self, *folders: Path | None) -> None:
        """Refuse to write files without names beside those of an earlier run with names: they leave together."""
        for folder in folders if self.veil else ():
            if folder is not None and _has_names(folder):
                refuse(_("{folder} holds files with names; name another folder for --anonymise.").format(folder=folder))

    def owned(self, found: Sequence[Found]) -> list[Found]:
        """The submissions by their students, whatever name they came under."""
        if self.roster is None:
            return list(found)
        return [replace(each, student=self.roster.student_of(each.student)) for each in found]

    @property
    def silent(self) -> bool:
        """Whether no result will be changed, renamed or left out."""
        return not self.decided.decisions and self.attempt is None and self.veil is None

    def meet(self, result: Result) -> Result:
        """Count a result; gives it back."""
        self.met[result.assignment or ""][result.student] += 1
        return result

    def known_as(self, found: Found) -> tuple[str, str]:
        """What a result calls a submission and its student."""
        if self.veil is None:
            return found.shown, found.student
        return self.veil.file(found.student, found.shown), self.veil.student(found.student)

    def unmatched(self, earlier: Iterable[Line], found: Sequence[Found]) -> Counter[tuple[str, str]]:
        """The students and digests of an earlier run's results of whose submissions none is found by its name now.

        Results without names may be of anyone, where there are names now.
        """
        known = {self.known_as(each)[0] for each in found}
        return Counter(
            (each.result.student, each.result.sha256)
            for each in earlier
            if each.file == RESULTS
            and each.result.submission not in known
            and (self.veil is not None or not PSEUDONYM.fullmatch(each.result.student))
        )

    def digest(self, sha256: str | None) -> str | None:
        """What a result has for the digest of a submission."""
        return self.veil.digest(sha256) if self.veil and sha256 else sha256

    def through(self, results: Iterable[Result], found: Sequence[Found], folder: Path | None) -> Iterator[Result]:
        """What results go through on their way to the outlets; the attempts that do not count stay in ``folder``."""
        if folder is not None:
            for name in (SUPERSEDED, NOTHING):  # of an earlier run
                (folder / name).unlink(missing_ok=True)

        def aside(result: Result) -> None:
            self.superseded += 1
            if folder is not None:
                with (folder / SUPERSEDED).open("a", encoding="utf-8", errors="backslashreplace") as file:
                    file.write(line(self._veiled(result)) + "\n")

        decided: Iterator[Result] = (applied(each, self.decided) for each in results)
        if self.attempt is not None:
            decided = counted(decided, found, self.attempt, assignments.names(), aside)
        for each in decided:
            yield self._veiled(self.meet(each))

    def _veiled(self, result: Result) -> Result:
        return self.veil.result(result) if self.veil else result

    # --- what there is to say at the end ---

    def tell(self, folder: Path | None) -> None:
        """Say which attempts do not count, which decisions found nobody, and who handed in nothing."""
        if self.superseded:
            told = plural(
                "{n} attempt does not count, since another of the same student does.",
                "{n} attempts do not count, since another of the same student does.",
                self.superseded,
            )
            out.print(told.format(n=self.superseded))
        graded = (students for name, students in self.met.items() if name)
        several = sorted({student for students in graded for student, count in students.items() if count > 1})
        if several:
            told = plural(
                "{n} student handed the same in more than once: {students}; --attempt last or best says what counts.",
                "{n} students handed the same in more than once: {students}; --attempt last or best says what counts.",
                len(several),
            )
            err.print(escape(told.format(n=len(several), students=self._named(several))))
        self._tell_unmet()
        if self.roster is not None:
            self._tell_roster(self.roster, folder)

    def _tell_unmet(self) -> None:
        """Name decisions about nobody here: a name may be mistyped. One notebook alone is no class."""
        several = sum(students.total() for students in self.met.values()) > 1
        unmet = self.decided.unmet(self.met) if several else []
        if unmet:
            named = _("{student} (line {line})")
            lines = [named.format(student=clean(each.student), line=each.line) for each in unmet[:NAMED]]
            told = plural(
                "{n} decision is about a student of whom nothing was found here: {lines}.",
                "{n} decisions are about students of whom nothing was found here: {lines}.",
                len(unmet),
            )
            err.print(escape(told.format(n=len(unmet), lines=_(", ").join(lines))))

    def _tell_roster(self, roster: Roster, folder: Path | None) -> None:
        strangers = sorted(set[str]().union(*self.met.values()) - roster.students.keys())
        if strangers:
            told = plural(
                "{n} student is not on the roster: {students}.",
                "{n} students are not on the roster: {students}.",
                len(strangers),
            )
            err.print(escape(told.format(n=len(strangers), students=self._named(strangers))))
        missing = self._missing(roster)
        for name, students in missing.items():
            told = plural(
                "{assignment}: {n} of {all} on the roster handed in nothing: {students}.",
                "{assignment}: {n} of {all} on the roster handed in nothing: {students}.",
                len(students),
            )
            words = {"n": len(students), "all": len(roster.students), "students": self._named(students)}
            out.print(escape(told.format(assignment=name, **words)))
        if folder is not None:
            self._write_missing(roster, missing, folder / NOTHING)

    def _missing(self, roster: Roster) -> dict[str, list[str]]:
        """Who handed in nothing, by assignment; what cannot be graded was handed in all the same."""
        ungraded = self.met.get("", ())
        missing = {
            name: [each for each in roster.students if each not in students and each not in ungraded]
            for name, students in sorted(self.met.items())
            if name
        }
        return {name: students for name, students in missing.items() if students}

    def _write_missing(self, roster: Roster, missing: Mapping[str, Sequence[str]], path: Path) -> None:
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["assignment", "student", "name"])
        for name, students in missing.items():
            known = [(cell(each), cell(roster.students[each])) for each in students]
            if self.veil is not None:
                known = sorted((self.veil.student(each), "") for each in students)
            writer.writerows([name, *each] for each in known)
        path.write_text(file.getvalue(), encoding="utf-8")

    def _named(self, students: Sequence[str]) -> str:
        known = list(map(clean, students))
        if self.veil is not None:
            known = sorted(map(self.veil.student, students))
        known = known[:NAMED]
        return _(", ").join(known) + (_(", …") if len(students) > NAMED else "")


def _has_names(folder: Path) -> bool:
    """Whether some page or line in a folder is of a student by name."""
    within = folder.iterdir() if folder.is_dir() else ()
    if any(each.is_dir() and not PSEUDONYM.fullmatch(each.name) for each in within):
        return True
    lines = (folder / name for name in (RESULTS, SUPERSEDED))
    return any(
        not PSEUDONYM.fullmatch(student)
        for file in lines
        if file.is_file()
        for student in re.findall(r'"student": "([^"]*)"', file.read_text("utf-8", "backslashreplace"))
    )


def people_of(
    course: Course,
    secret: bytes | None,
    overrides: Path | None,
    roster: Path | None,
    attempt: Attempt | None,
    anonymise: bool,
) -> People:
    """What people have a say in, of the options of a command.

    Raises
    ------
    TableError
        If a table cannot be meant.
    """
    return People(
        overrides_of(course, overrides, secret),
        read_roster(roster) if roster else None,
        attempt,
        veil_of(secret) if anonymise else None,
    )


def veil_of(secret: bytes | None) -> Veil:
    """What takes the names out, by the course's secret."""
    if secret is None:
        refuse(_("--anonymise needs the course's secret, for the same pseudonyms every time; there is none here."))
    return Veil(secret)
