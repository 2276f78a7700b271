"""How the report draws outcomes: kinds of them, with colours that colour-blind people can tell apart."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ...language import N_
from ...model import Status
from ..page import TEMPLATES

COLOUR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
PALETTE = {name: (light, dark) for name, light, dark in COLOUR.findall((TEMPLATES / "palette.css").read_text("utf-8"))}
"""The colours of all pages, on white and on black."""


@dataclass(frozen=True)
class Kind:
    """Statuses that are drawn as one, with their sign, their word, and their colours on white and on black.

    The colours differ in brightness too. A test looks at them as people do who see no red, green or blue.
    """

    name: str
    statuses: tuple[Status, ...]
    sign: str
    word: str
    light: str
    dark: str


KINDS = (
    Kind("passed", (Status.PASSED,), "✓", N_("passed"), "#1a5fa6", "#5b9fe6"),
    Kind("partial", (Status.PARTIAL,), "◐", N_("partial"), "#86bdf0", "#2a5583"),
    Kind("wrong", (Status.WRONG,), "✗", N_("wrong"), "#e8853a", "#f5a679"),
    Kind("error", (Status.ERROR,), "!", N_("error"), "#9c3300", "#b4501f"),
    Kind("stopped", (Status.TIMEOUT, Status.MEMORY, Status.CRASHED), "!", N_("stopped"), "#2b1b17", "#fff0e6"),
    Kind("nothing", (Status.BLANK, Status.MISSING), "○", N_("not done"), "#c3c8ce", "#5c646e"),
)
"""From the best to the least; skipped exercises are not drawn."""

LETTERS = {
    Status.PASSED: "p",
    Status.PARTIAL: "h",
    Status.WRONG: "w",
    Status.ERROR: "e",
    Status.TIMEOUT: "t",
    Status.MEMORY: "o",
    Status.CRASHED: "c",
    Status.MISSING: "m",
    Status.BLANK: "b",
    Status.SKIPPED: "s",
}
"""A letter for each status: a row of the page has one for each exercise."""


def letters(kind: Kind) -> str:
    return "".join(LETTERS[status] for status in kind.statuses)


def by_kind(counts: Mapping[Status, int]) -> Counter[Kind]:
    """How often each kind came, in their order."""
    return Counter({kind: sum(counts.get(status, 0) for status in kind.statuses) for kind in KINDS})
