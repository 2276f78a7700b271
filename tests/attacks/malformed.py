"""Malformed notebooks: real ones, truncated, with flipped bits, or with parts of other types, graded as any other.

``python -m tests.attacks.malformed COUNT [SEED]`` grades so many and says how they ended. Each notebook depends on the
seed and on its number alone.
"""

import copy
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder import assignments
from autograder.bench import Settings, open_bench, prepare
from autograder.course import Course
from autograder.flow import Bench, grade
from autograder.model import Fate, Result, Submission
from autograder.outlets.lines import line
from autograder.sandbox.limits import Limits
from tests.handed_in import RIGHT, notebook

ROOT = Path(__file__).parents[2]
SECRET = b"the secret of the tests, always the same"
LIMITS = Limits(seconds=1.0, read_seconds=5.0)  # a flipped bit makes an endless loop now and then


def whole() -> list[Path]:
    """The notebooks of the course and of the example class that are notebooks."""
    found = [path for place in ("release", "solutions", "examples") for path in (ROOT / place).rglob("*.ipynb")]
    return sorted(path for path in found if _is_whole(path))


def _is_whole(path: Path) -> bool:
    try:
        return all("source" in cell for cell in json.loads(path.read_bytes())["cells"])
    except (ValueError, KeyError):
        return False


ODD: tuple[Any, ...] = (None, True, 0, -1, 1.5, 10**30, "", "x", "\ud800", [], [None], [1, "x"], {}, {"source": 1})


# --- faults -------------------------------------------------------------------------------------------------------


def malformed(data: bytes, chance: random.Random) -> bytes:
    """A notebook with faults of one kind."""
    return chance.choice(FAULTS)(data, chance)


def _truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 3, 30, 300))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _shifted(data: bytes, chance: random.Random) -> bytes:
    """A piece of the file in another place, or gone, or twice."""
    place, length = chance.randrange(len(data)), chance.choice((1, 10, 1000))
    piece = data[place : place + length]
    rest = data[:place] + data[place + length :]
    again = chance.randrange(len(rest) + 1)
    return rest[:again] + piece * chance.randrange(3) + rest[again:]


def _swapped(data: bytes, chance: random.Random) -> bytes:
    """Values replaced by values of other types, anywhere from the whole document to a line of source."""
    document = [json.loads(data)]
    for _ in range(chance.choice((1, 1, 2, 8))):
        places = list(_places(document))
        if not places:
            break
        holder, key = chance.choice(places)
        match chance.randrange(4):
            case 0:
                del holder[key]
            case 1:
                other, there = chance.choice(places)
                holder[key] = copy.deepcopy(other[there])
            case _:
                holder[key] = copy.deepcopy(chance.choice(ODD))  # a shared one could come to hold itself
    return _written(document)


def _recoded(data: bytes, chance: random.Random) -> bytes:
    """Lines of source that are gone, twice, indented otherwise, or spoilt in one character."""
    document = [json.loads(data)]
    for cell in document[0]["cells"]:
        lines = cell["source"]
        lines = lines.splitlines(keepends=True) if isinstance(lines, str) else lines
        if lines and cell["cell_type"] == "code" and chance.random() < 0.3:
            at = chance.randrange(len(lines))
            text = lines[at]
            place = chance.randrange(len(text) + 1)
            fault = (
                "",
                text * 2,
                " " + text,
                text.lstrip(),
                text[:place] + chance.choice("()'\"[:\\\0\t#%!?é") + text[place:],
            )
            lines[at] = chance.choice(fault)
            cell["source"] = lines
    return _written(document)


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in a document, as the list or dict that holds it and its place there; larger parts as often as small.

    To choose evenly would hit the lines of outputs nearly always.
    """
    for key in range(len(document)) if isinstance(document, list) else list(document):
        yield document, key
        if isinstance(document[key], list | dict):
            inside = list(_places(document[key]))
            yield from inside[:400]


def _written(document: list[Any]) -> bytes:
    return json.dumps(document[0] if document else None).encode()


FAULTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _truncated,
    _flipped,
    _shifted,
    _swapped,
    _swapped,
    _recoded,
)


# --- grading ------------------------------------------------------------------------------------------------------


@contextmanager
def bench() -> Iterator[Bench]:
    settings = Settings(Course(ROOT), assignments.names(), SECRET, sys.executable, "bwrap", LIMITS, may_skip=True)
    with open_bench(prepare(settings)) as opened:
        yield opened


def graded(count: int, seed: int, at: Bench) -> Iterator[Result]:
    """The results of so many malformed notebooks, each looked over."""
    real = [(path, path.read_bytes()) for path in whole()]
    for number in range(count):
        chance = random.Random(seed << 64 | number)
        path, data = chance.choice(real)
        submission = Submission(f"{path.parent.name}/{number}.ipynb", "eve", malformed(data, chance), path.parent.name)
        result = grade(submission, at)
        assert result.status in Fate
        assert 0 <= result.score <= result.max_score
        assert all(exercise.status and 0 <= exercise.score <= exercise.max_score for exercise in result.exercises)
        assert line(result)
        yield result


def honest(at: Bench) -> float:
    return grade(Submission("ada.ipynb", "ada", notebook(*RIGHT), "regularization"), at).score


def main(count: int, seed: int = 0) -> int:
    ends: Counter[str] = Counter()
    started = time.monotonic()
    with bench() as at:
        for number, result in enumerate(graded(count, seed, at)):
            reason = (
                f" ({result.message.values.get('reason')})"
                if result.status is Fate.UNREADABLE and result.message
                else ""
            )
            ends[f"{result.status}{reason}"] += 1
            if number % 100 == 0:
                print(f"\r{number} of {count}", end="", file=sys.stderr, flush=True)
        alive = honest(at) == 40
    ended = ", ".join(f"{amount} {end}" for end, amount in ends.most_common())
    print(f"\r{count} notebooks in {time.monotonic() - started:.0f} s: {ended}.")
    print(f"The sandbox {'lives' if alive else 'does not grade any more'}.")
    return 0 if alive else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
