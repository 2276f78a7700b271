"""What commands say, where they say it, and with which status they end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from ..assignments import BrokenAssignment, UnknownAssignment
from ..course import CourseError
from ..outlets.terminal import THEME
from ..outlets.words import clean
from ..sandbox.sandbox import SandboxFailed
from ..sandbox.view import SandboxUnavailable

HELD, REFUSED, INTERRUPTED = 1, 2, 130
"""Exit statuses beside 0: something did not hold; wrong use, or refused; interrupted from the terminal."""

out = Console(highlight=False, soft_wrap=True, emoji=False, theme=THEME)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False, theme=THEME)


@contextmanager
def refusals(*further: type[Exception]) -> Iterator[None]:
    """Turn what a user can get wrong into one sentence and status 2."""
    try:
        yield
    except (UnknownAssignment, BrokenAssignment, CourseError, SandboxUnavailable, SandboxFailed) as error:
        refuse(str(error))
    except further as error:
        refuse(*getattr(error, "sentences", [str(error)]))


def refuse(*sentences: str) -> NoReturn:
    for sentence in sentences:
        err.print(escape(clean(sentence)))
    raise typer.Exit(REFUSED)


@contextmanager
def bar(doing: str, wanted: bool = True) -> Iterator[Callable[[int, int], None]]:
    """A progress bar where someone watches: it is told how many pieces of work are done, and how many there are."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=not (err.is_terminal and wanted), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, pieces: bar.update(task, completed=done, total=pieces)
