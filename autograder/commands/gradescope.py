"""``autograder gradescope``: what ``run_autograder`` runs in Gradescope's container."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.markup import escape

from ..bench import prepare
from ..course import Course, find_course
from ..flow import LibraryAbsent
from ..intake import Found, NothingFound, find
from ..language import _, plural
from ..outlets import files, table
from ..outlets import gradescope as outlet
from ..papers import AnswerError
from ..policy import PolicyError, attempt_policy, hint_policy
from ..scale.local import grade_all
from ..secret import SecretError
from .options import Memory, Python, SandboxOption, SecretFile, Timeout, secret_of, settings_of
from .saying import out, refusals, refuse

REFUSED = (AnswerError, LibraryAbsent, PolicyError, SecretError, files.WriteError)
NOBODY = "student"


class User(msgspec.Struct):
    id: int = 0
    email: str | None = None


class Earlier(msgspec.Struct):
    submission_time: datetime
    results: dict[str, Any] | None = None


class Metadata(msgspec.Struct):
    """What of ``submission_metadata.json`` is used.

    https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/
    """

    created_at: datetime
    users: list[User] = []
    previous_submissions: list[Earlier] = []


def gradescope(
    folder: Annotated[Path, typer.Argument(help="Where Gradescope lays a submission out.")] = Path("/autograder"),
    assignment: Annotated[str | None, typer.Option(help="Grade as this assignment instead of recognising it.")] = None,
    sandbox: SandboxOption = "auto",
    python: Python = sys.executable,
    timeout: Timeout = 10.0,
    memory: Memory = 1024,
    secret_file: SecretFile = None,
) -> None:
    """Grade the submission that Gradescope laid out, and write its results/results.json."""
    file = folder / "results" / "results.json"
    with refusals(*REFUSED):
        course = find_course(Path.cwd())
        secret = secret_of(course, secret_file)
        settings = settings_of(course, assignment, secret, python, sandbox, timeout, memory)
        metadata = _metadata(folder / "submission_metadata.json")
        if limited := _limited(course, assignment, metadata):
            outlet.write(limited, file)
            out.print(escape(limited["output"]))
            return
        try:
            found = _found(folder / "submission", settings.assignments, metadata)
        except NothingFound:
            outlet.write(outlet.refused(_("No notebook (.ipynb) was handed in."), None), file)
            return
        policies = {name: hint_policy(course.root, name) for name in settings.assignments}
        now = datetime.now(UTC)
        results = grade_all(found, prepare(settings), jobs=1)
        finished = list(outlet.gradescoped(results, file, lambda name: policies[name].feedback(now)))
    for part in table.tables(finished):  # Gradescope shows it to the staff alone
        out.print(part)


def _metadata(file: Path) -> Metadata | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Metadata)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        refuse(_("{file} cannot be read: {reason}.").format(file=file, reason=error))


def _limited(course: Course, assignment: str | None, metadata: Metadata | None) -> dict[str, Any] | None:
    """What is written where the attempts of the time are used up: the last one that was graded, and why."""
    attempts = attempt_policy(course.root, assignment or "")
    if attempts is None:
        return None
    if metadata is None:
        refuse(_("Attempts are limited, and there is no submission_metadata.json that tells of earlier ones."))
    earlier = sorted(_graded(metadata), key=lambda each: _aware(each.submission_time))
    again = attempts.again((_aware(each.submission_time) for each in earlier), _aware(metadata.created_at))
    if again is None:
        return None
    template = plural(
        "{n} attempt is graded within {hours} hours; this one was not. The next is graded from {moment} on.",
        "{n} attempts are graded within {hours} hours; this one was not. The next is graded from {moment} on.",
        attempts.most,
    )
    moment = f"{again.astimezone(metadata.created_at.tzinfo):%Y-%m-%d %H:%M %Z}"
    return outlet.refused(
        template.format(n=attempts.most, hours=f"{attempts.hours:g}", moment=moment), earlier[-1].results
    )


def _graded(metadata: Metadata) -> Iterator[Earlier]:
    """The earlier attempts that were graded: those that were refused do not count."""
    for each in metadata.previous_submissions:
        extra = (each.results or {}).get("extra_data")
        if not isinstance(extra, dict) or extra.get(outlet.COUNTED, True):
            yield each


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _found(folder: Path, assignments: tuple[str, ...], metadata: Metadata | None) -> list[Found]:
    """What was handed in, by the e-mail addresses of who did: hidden cases go by the student, not by the file."""
    users = metadata.users if metadata else []
    student = "+".join(sorted(user.email or str(user.id) for user in users)) or NOBODY
    return [replace(each, student=student) for each in find([str(folder)], assignments)]
