"""The audit as a table and as JSON, and the table of misconceptions in the docs: ``make tables``."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from .. import assignments
from ..language import _
from .audit import Audit

MISCONCEPTIONS = Path("docs") / "misconceptions.md"

HEAD = """\
# Misconceptions

What students get wrong in ways that are known, and what the feedback says to them: first where to look, then what is
wrong. This table is made from the assignment files by `make tables`; change it there.
"""


def overview(audits: Sequence[Audit]) -> Iterator[RenderableType]:
    """A row for each assignment, then what does not hold, then all in one sentence."""
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    heads = (
        _("assignment"),
        _("key"),
        _("release"),
        _("leaks"),
        _("misconceptions\ncaught\ndiagnosed\nin public"),
        _("lazy\nanswers\nearn 0"),
        _("alike in\nall sets"),
        _("mutants\ncaught\nequivalent\ngaps"),
    )
    for number, head in enumerate(heads):
        drawn.add_column(head, justify="right" if number else "left", no_wrap=True)
    for each in audits:
        drawn.add_row(*_row(each))
    yield drawn
    for each in audits:
        if each.left_out:
            template = _("{assignment}: left out, as a library is missing: {exercises}.")
            yield "\n" + template.format(assignment=each.assignment, exercises=_(", ").join(each.left_out))
        if each.faults:
            yield from ("", f"[bold]{each.assignment}[/]", *(escape(fault) for fault in each.faults))
    known = [earned for each in audits for earned in each.misconceptions]
    mutants = sum(each.caught + len(each.gaps) for each in audits)
    yield "\n" + _(
        "Of {count} misconceptions, {caught} % are caught and {named} % diagnosed as themselves. Of {mutants} mutants "
        "that are not right all the same, {noticed} % are caught."
    ).format(
        count=len(known),
        caught=_percent(sum(each.caught for each in known), len(known)),
        named=_percent(sum(each.named for each in known), len(known)),
        mutants=mutants,
        noticed=_percent(sum(each.caught for each in audits), mutants),
    )


def _row(audit: Audit) -> list[str]:
    known, asked = audit.misconceptions, (*audit.misconceptions, *audit.lazy)
    handed = audit.handed_out
    caught, named, shown = (sum(getattr(each, what) for each in known) for what in ("caught", "named", "shown"))
    idle = sum(each.right or each.earns_nothing for each in audit.lazy)
    return [
        audit.assignment,
        f"{handed.key:g}/{handed.most:g}",
        f"{handed.empty:g}" if handed.runs else _("stops"),
        str(len(handed.leaks)),
        f"{caught}/{named}/{shown} : {len(known)}",
        f"{idle}/{len(audit.lazy)}",
        f"{sum(each.even for each in asked)}/{len(asked)}",
        f"{audit.caught}/{len(audit.equivalent)}/{len(audit.gaps)}",
    ]


def _percent(count: int, whole: int) -> str:
    """Rounded down, so that 100 is all."""
    return f"{1000 * count // whole / 10:g}" if whole else "100"


def as_json(audits: Sequence[Audit]) -> str:
    """All that came of it, for machines."""
    return json.dumps([_plain(each) for each in audits], indent=1, ensure_ascii=False) + "\n"


def _plain(audit: Audit) -> dict[str, Any]:
    plain = asdict(audit)
    plain["equivalent"] = [{**_mutant(asdict(mutant)), "reason": reason} for mutant, reason in audit.equivalent]
    plain["gaps"] = [_mutant(asdict(mutant)) for mutant in audit.gaps]
    return plain


def _mutant(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if name != "text"}


# --- the docs ---------------------------------------------------------------------------------------------------


def misconceptions() -> str:
    """Write the table of all misconceptions, in the order of the course, as Markdown."""
    lines = [HEAD]
    for name in assignments.names():
        assignment = assignments.load(name)
        lines += [f"## {assignment.title}", ""]
        for exercise in assignment.exercises:
            if exercise.misconceptions:
                lines += [f"### {exercise.name}", "", "| misconception | where to look | what is wrong |"]
                lines += ["|---|---|---|"]
                lines += [_line(f"`{each.id}`", each.look, each.hint) for each in exercise.misconceptions]
                lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    MISCONCEPTIONS.write_text(misconceptions(), "utf-8")
