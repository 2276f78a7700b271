"""Fires every attack at both walls and prints what came of it: ``make attacks``."""

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.attacks.range import WALLS, Outcome, open_range
from tests.attacks.suite import ATTACKS

COLUMNS = ("attack", "family", "wall", "points gained", "effect outside", "status", "seconds")


def main() -> int:
    """Print the table, and keep it as build/attacks.md; 1 if any attack had an effect."""
    rows, held = [], True
    for wall in WALLS:
        with open_range(wall) as place:
            for family, attack in ATTACKS:
                outcome = place.fire(attack)
                effects = outcome.effects(attack)
                rows.append((attack.name, family, wall, *_told(outcome, effects)))
                held = held and not effects
    table = Table(*COLUMNS, box=None, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    kept = Path("build") / "attacks.md"
    kept.parent.mkdir(exist_ok=True)
    lines = [f"| {' | '.join(row)} |" for row in (COLUMNS, ["---"] * len(COLUMNS), *rows)]
    kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if held else 1


def _told(outcome: Outcome, effects: tuple[str, ...]) -> tuple[str, str, str, str]:
    status = ", ".join(dict.fromkeys(outcome.status)) or outcome.fate
    return f"{outcome.points:g}", "; ".join(effects) or "none", status, f"{outcome.seconds:.2f}"


if __name__ == "__main__":
    sys.exit(main())
