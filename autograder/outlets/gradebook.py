"""Writes scores into nbgrader's gradebook, as ``nbgrader autograde`` would have left them there.

Nothing that a person entered is touched, and what is there already is not written again.
"""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import Any

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SAWarning, SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from ..language import N_, _
from ..model import Assignment, Fate, Message, Result, Status
from .master import Master, master, outcome, written
from .words import clean, say

CONFIG = "nbgrader_config.py"
EMPTY = N_("The gradebook holds no assignment of this course; nbgrader generate_assignment enters them.")
NO_RESPONSE = "No response."  # in nbgrader's own words, which it does not translate
MOST_TIMESTAMP, MOST_NAME = 100, 128


class GradebookError(Exception):
    """The gradebook cannot be written; the sentence says why."""


def entered(results: Iterable[Result], entries: "Entries", left_out: list[str]) -> Iterator[Result]:
    """Pass results on, each after its scores are in the gradebook; ``left_out`` takes a sentence for each that is not.

    Raises
    ------
    GradebookError
        If the database refuses.
    """
    try:
        for result in results:
            sentence = entries.enter(result)
            left_out += [sentence] if sentence else []
            yield result
        entries.enter_missing()
    except SQLAlchemyError as error:
        raise _refusal(error) from error


@contextmanager
def opened(address: str, course: Path, assignments: Sequence[Assignment]) -> Iterator["Entries"]:
    """An existing gradebook: a file, or the URL of a database.

    Raises
    ------
    GradebookError
        If there is none, or none with an assignment of ours.
    """
    url = _url(address)
    try:
        if not inspect(create_engine(url)).has_table("assignment"):  # nbgrader would make its tables there
            raise GradebookError(_(EMPTY))
        gradebook = Gradebook(url)
    except SQLAlchemyError as error:
        raise _refusal(error) from error
    with gradebook:
        masters = {
            (assignment.name, notebook.name): found
            for assignment in gradebook.assignments
            for notebook in assignment.notebooks
            if (found := master(notebook, assignments))
        }
        if not masters:
            raise GradebookError(_(EMPTY))
        yield Entries(gradebook, url, course, masters)


class Entries:
    """A gradebook to write to, and what was handed in, from which follows what was not."""

    def __init__(self, gradebook: Any, url: str, course: Path, masters: dict[tuple[str, str], Master]) -> None:
        self._gradebook = gradebook
        self._url = url
        self._course = course
        self._masters = masters
        self._handed_in: dict[tuple[str, str], dict[str, Path]] = {}
        self._config: Config | None = None

    def enter(self, result: Result) -> str:
        """Write what came of a submission; says in a sentence why not, where its notebook is none of the gradebook."""
        path = PurePath(result.submission)
        place = self._place(result, path)
        if place is None:
            return _("{path} is not entered: the gradebook has no such notebook of ours.").format(
                path=clean(result.submission)
            )
        if not _enterable(result.student):
            return _("{path} is not entered: no gradebook takes the name of its student.").format(
                path=clean(result.submission)
            )
        assignment, notebook = place
        self._gradebook.update_or_create_student(result.student)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of nbgrader's own way to make a submission
            self._gradebook.update_or_create_submission(assignment, result.student, **_timestamp(path))
        self._handed_in.setdefault((assignment, result.student), {})[notebook] = Path(path)
        submitted = self._gradebook.find_submission_notebook(notebook, assignment, result.student)
        known = self._masters[place]
        for grade in submitted.grades:
            self._grade(grade, result, known)
        for comment in submitted.comments:
            _comment(comment, result, known)
        self._gradebook.db.commit()
        self._penalty(submitted, assignment, notebook, result.student)
        return ""

    def enter_missing(self) -> None:
        """Write 0 for every notebook of an assignment that its student did not hand in, as nbgrader does."""
        for (assignment, student), notebooks in self._handed_in.items():
            for submitted in self._gradebook.find_submission(assignment, student).notebooks:
                beside = {path.with_name(f"{submitted.name}.ipynb") for path in notebooks.values()}
                if submitted.name not in notebooks and not any(map(Path.exists, beside)):
                    for grade in submitted.grades:
                        grade.auto_score, grade.needs_manual_grade = 0, False
        self._gradebook.db.commit()

    def _place(self, result: Result, path: PurePath) -> tuple[str, str] | None:
        """The assignment and notebook of a submission: by the names in nbgrader's tree, else the one that it is of."""
        owner, folder = path.parts[-4:-1][-2:] if len(path.parts) >= 3 else ("", "")
        if owner == result.student or path.parts[-4:-3] == ("submitted",):
            return (folder, path.stem) if (folder, path.stem) in self._masters else None
        of_it = [place for place, known in self._masters.items() if known.assignment.name == result.assignment]
        return of_it[0] if len(of_it) == 1 else None

    def _grade(self, grade: Any, result: Result, known: Master) -> None:
        exercise = known.tests.get(grade.name)
        if exercise is not None:
            found = outcome(result, exercise, float(grade.max_score), known)
            if isinstance(found, Message):
                _enter(grade, 0.0)
            else:
                _enter(grade, None if found.status is Status.SKIPPED else found.score)
        elif result.status is Fate.UNREADABLE:
            _enter(grade, 0.0)
        elif (decided := written(result, grade.name)) is not None:
            _enter(grade, decided)

    def _penalty(self, submitted: Any, assignment: str, notebook: str, student: str) -> None:
        """What lateness costs, by the course's own rule."""
        if not submitted.assignment.total_seconds_late > 0:
            if submitted.late_submission_penalty is not None:
                submitted.late_submission_penalty = None
                self._gradebook.db.commit()
            return
        self._gradebook.db.close()  # the rule opens the gradebook itself
        about = {"notebook": notebook, "assignment": assignment, "student": student, "db_url": self._url}
        AssignLatePenalties(config=self._settings()).preprocess(new_notebook(), {"nbgrader": about})

    def _settings(self) -> Config:
        if self._config is None:
            there = (self._course / CONFIG).is_file()
            loaded = PyFileConfigLoader(CONFIG, path=str(self._course)).load_config() if there else {}
            self._config = Config(loaded)
        return self._config


def _enterable(student: str) -> bool:
    """Whether a name fits into nbgrader's column; it may be a file's name, of whatever bytes."""
    try:
        student.encode()
    except UnicodeEncodeError:
        return False
    return 0 < len(student) <= MOST_NAME and "\0" not in student


def _enter(grade: Any, score: float | None) -> None:
    """Enter what the grader gives; who entered a score by hand is asked to look again where that changes."""
    changed = grade.auto_score != score
    grade.auto_score = score
    if changed or grade.manual_score is None:
        grade.needs_manual_grade = score is None or grade.manual_score is not None


def _comment(comment: Any, result: Result, known: Master) -> None:
    exercise = next((name for name, grade_id in known.solutions.items() if grade_id == comment.name), None)
    if result.status is not Fate.GRADED:
        comment.auto_comment = say(result.message)
    elif exercise:
        found = outcome(result, exercise, 1.0, known)
        blank = not isinstance(found, Message) and found.status is Status.BLANK
        comment.auto_comment = NO_RESPONSE if blank else None


def _timestamp(path: PurePath) -> dict[str, Any]:
    """When it was handed in, as ``nbgrader submit`` wrote it down."""
    with suppress(OSError, ValueError, OverflowError):
        beside = Path(path).with_name("timestamp.txt")
        if not beside.is_symlink():
            with beside.open(encoding="utf-8") as file:
                written = file.read(MOST_TIMESTAMP).strip()
            return {"timestamp": parse_utc(written)} if written else {}
    return {}


def _url(address: str) -> str:
    """The address as SQLAlchemy takes it: of PostgreSQL with the driver that comes with the extra."""
    refused = GradebookError(
        _("--gradebook takes a file, as gradebook.db, or an address, as postgresql://user@host/name.")
    )
    try:
        url = make_url(address if "://" in address else f"sqlite:///{address}")
    except ArgumentError:
        raise refused from None
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    try:
        url.get_dialect().import_dbapi()
    except ModuleNotFoundError as error:
        raise GradebookError(
            _("--gradebook needs {name} for this database: pip install '.[gradebook]' (docs/setup.md).").format(
                name=error.name
            )
        ) from None
    except SQLAlchemyError:
        raise refused from None
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise GradebookError(
            _("There is no gradebook {file}; nbgrader generate_assignment makes it.").format(file=url.database)
        )
    return url.render_as_string(hide_password=False)


def _refusal(error: SQLAlchemyError) -> GradebookError:
    reason = " ".join(str(getattr(error, "orig", None) or type(error).__name__).split())
    return GradebookError(_("The gradebook cannot be written: {reason}.").format(reason=reason.rstrip(".")))
