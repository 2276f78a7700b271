"""Tries the functions of this assignment on its public cases, in the notebook and from a terminal.

``check("name_of_the_function")`` says what differs and where, never raises, and its value is the score as a number.
``check_all()`` puts all functions into one table and says what to hand in. ``ready(function, …)`` says whether
functions are filled in. ``python -m checks`` does it all for the notebook in this folder. The final score comes from
further cases when the notebook is graded.
"""

from __future__ import annotations

import sys
from typing import Any

from .examining import examine, examine_all
from .gaps import gaps
from .showing import all_as_html, all_as_text, as_html, as_text, show

__all__ = ["check", "check_all", "ready"]


def check(name: Any) -> float:
    """Try the function of that name, show what differs, and give the score."""
    report = examine(name, sys._getframe(1).f_globals)
    show(as_text(report), as_html(report))
    return report.score


def check_all() -> None:
    """Try every function, show which are right and which are still to be filled in, and say what to hand in."""
    reports = examine_all(sys._getframe(1).f_globals)
    show(all_as_text(reports), all_as_html(reports))


def ready(*made: Any) -> bool:
    """Say whether all of these functions and classes are filled in, and print which are not."""
    waiting = [each.__name__ for each in made if any(gaps(each))]
    if waiting:
        print(f"Still to be filled in: {', '.join(waiting)}. Run this cell again after that.")
    return not waiting
