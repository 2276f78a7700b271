"""Runs the commands of the documentation again and records what they print: ``make recorded [PAGE=docs/people.md]``.

An output that a line of … shortens stays as it is; where it no longer holds, mend it by hand.
"""

import re
import sys
import tempfile
from pathlib import Path

from .course import course, run
from .written import PAGES, ROOT, shown, text


def main(pages: list[str]) -> None:
    for page in pages or PAGES:
        examples = [each for each in shown(page) if each.output is not None]
        if not examples:
            continue
        with tempfile.TemporaryDirectory() as folder:
            place = course(Path(folder) / "course", page)
            now = text(page)
            for each in examples:
                printed = re.sub(r"(?m) +$", "", run(place, each.command).stdout)
                if each.holds(printed):
                    continue
                if "\n…\n" in f"\n{each.output}":
                    print(f"{page}: {each.command}\n{printed}")
                    continue
                now = now.replace(f"$ {each.command}\n{each.output}", f"$ {each.command}\n{printed}")
        (ROOT / page).write_text(now, "utf-8")


main(sys.argv[1:])
