"""What the documentation shows: pages, the commands in them, and the output that is recorded below each."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "benchmarks/README.md",
    "examples/README.md",
    *sorted(page.relative_to(ROOT).as_posix() for page in (ROOT / "docs").rglob("*.md")),
)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BEFORE = re.compile(r"<!-- before the commands of this page\n(.*?)-->", re.DOTALL)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
PASSING = re.compile(r"\d[\d,.]*(?= (?:s|ms|seconds|a second)\b)|(?<=\(behind )\w+")
ON_THE_WAY = re.compile(r"(?m)^(?:The slowest: |grading: ).*\n")
"""What differs from run to run, and what is said only if a run takes long."""


@dataclass(frozen=True)
class Shown:
    """A command on a page; ``output`` is what the page records of it, None where it records nothing."""

    page: str
    command: str
    output: str | None

    def holds(self, printed: str) -> bool:
        """Whether the page shows what was printed; a line of ``…`` stands for any number of lines."""
        assert self.output is not None
        parts = re.split(r"(?m)^…\n", steady(self.output))
        return re.fullmatch(".*".join(map(re.escape, parts)), steady(printed), re.DOTALL) is not None


def text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def before(page: str) -> str:
    """What makes the files that the commands of a page are about: shell, in a comment that readers do not see."""
    return "\n".join(BEFORE.findall(text(page)))


def shown(page: str) -> Iterator[Shown]:
    """The commands of a page, in order: those with a prompt and what they print, and those of scripts."""
    for kind, block in FENCE.findall(BEFORE.sub("", text(page))):
        if kind == "console":
            for each in re.split(r"(?m)^(?=\$ )", block):
                command, _newline, output = each.partition("\n")
                while command.endswith("\\"):
                    more, _newline, output = output.partition("\n")
                    command += f"\n{more}"
                if command:
                    yield Shown(page, command.removeprefix("$ "), output)
        elif kind == "sh":
            yield from (Shown(page, command, None) for command in commands(block))


def commands(script: str) -> Iterator[str]:
    """A script's commands, whole: a loop is one, and so is what goes on in the next line."""
    lines: list[str] = []
    for line in script.splitlines():
        if not lines and (not line.strip() or line.startswith("#")):
            continue
        lines.append(line)
        whole = "\n".join(lines)
        if not whole.endswith("\\") and subprocess.run(["bash", "-nc", whole], capture_output=True).returncode == 0:
            yield whole
            lines = []
    assert not lines, f"no shell can read: {lines}"


def steady(output: str) -> str:
    """An output without what differs from run to run."""
    return "\n".join(line.rstrip() for line in PASSING.sub("#", ON_THE_WAY.sub("", output)).split("\n"))
