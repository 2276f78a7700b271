"""Fires every attack at both walls, prints what came of it, and writes docs/attacks.md: ``make attacks``."""

import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.sandbox.starting import Backend
from tests.attacks.range import WALLS, Outcome, open_range
from tests.attacks.suite import ATTACKS, FAMILIES

COLUMNS = ("attack", "family", "wall", "points gained", "effect outside", "status", "seconds")
PAGE = Path(__file__).parents[2] / "docs" / "attacks.md"
HEAD = (
    "# The attack suite\n\n"
    "What `make attacks` fires at both sandboxes, and what came of it when it last wrote this page. Each is a notebook "
    "in `tests/attacks/`, and a test asserts for each: no point that it did not earn, no effect outside, the right "
    "status, and the next submission graded as if alone. Where a status is that of several exercises, all are named.\n"
)

Told = tuple[str, str, str]


def main() -> int:
    """Print the table, and write the page; 1 if any attack had an effect."""
    table = Table(*COLUMNS, box=None, padding=(0, 2, 0, 0))
    told: dict[str, dict[Backend, Told]] = {attack.name: {} for _, attack in ATTACKS}
    held = True
    for wall in WALLS:
        with open_range(wall) as place:
            for family, attack in ATTACKS:
                outcome = place.fire(attack)
                effects = outcome.effects(attack)
                told[attack.name][wall] = _told(outcome, effects)
                table.add_row(attack.name, family, wall, *told[attack.name][wall], f"{outcome.seconds:.2f}")
                held = held and not effects
    Console().print(table)
    PAGE.write_text(page(told), encoding="utf-8")
    return 0 if held else 1


def page(told: Mapping[str, Mapping[Backend, Told]]) -> str:
    """The page of all attacks, family by family; the walls share a cell where the same came of it."""
    lines = [HEAD]
    for family, attacks in FAMILIES.items():
        lines += [f"## {family.capitalize()}", "", "| attack | it … | points gained | effect outside | status |"]
        lines += ["|---|---|---:|---|---|"]
        for attack in attacks:
            columns = zip(*(told[attack.name][wall] for wall in WALLS), strict=True)
            cells = ("; ".join(dict.fromkeys(column)) for column in columns)
            lines.append(f"| {attack.name} | {attack.what.replace('|', chr(92) + '|')} | {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def _told(outcome: Outcome, effects: tuple[str, ...]) -> Told:
    status = ", ".join(dict.fromkeys(outcome.status)) or outcome.fate
    return f"{outcome.points:g}", "; ".join(effects) or "none", status


if __name__ == "__main__":
    sys.exit(main())
