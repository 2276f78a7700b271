"""A class of any size, made up: notebooks of the regularization assignment as students hand them in, no two alike.

Each is the release with solutions in it, and images among its outputs up to the size of real ones. The number of a
student decides everything about a notebook, so two machines grade the same class.
"""

import base64
import hashlib
import json
import random
import shutil
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder import assignments
from autograder.solutions import definition, edited

ROOT = Path(__file__).parents[1]
NAME = "regularization"

SIZE = 275_000
"""Bytes of a notebook with its outputs, give or take a hundredth."""

MIX = {"right": 55, "mistaken": 33, "unparsable": 5, "missing": 4, "blank": 3}
"""Of a hundred: all right; a mistake in one or two functions; one function that does not parse, whose cell was deleted,
or that is still as it was handed out."""

TRAINING = {"train-baseline", "train-l2", "train-dropout", "compare-table", "compare-boundaries", "early-stopping"}
"""The cells that train networks, and those that draw what was trained."""

DRAWING = {"load-data", "draw-half", "draw-layers"} | TRAINING - {"compare-table"}
"""The cells whose outputs are images."""

Edits = Mapping[str, str]

MISTAKES: Mapping[str, Sequence[Edits]] = {
    "compute_cost_with_regularization": (
        {" + np.sum(np.square(W3))": ""},
        {"lambd / (2 * m)": "lambd / m"},
        {"np.square": "np.abs"},
        {"W1 = parameters": "W1 = Parameters"},
    ),
    "backward_propagation_with_regularization": (
        {" + lambd / m * W1": ""},
        {"+ lambd / m": "+ lambd"},
        {"+ lambd / m": "+ lambd / (2 * m)"},
        {"+ lambd / m * W2": "- lambd / m * W2"},
    ),
    "forward_propagation_with_dropout": (
        {"    A1 = A1 / keep_prob\n": "", "    A2 = A2 / keep_prob\n": ""},
        {"D1 < keep_prob": "D1 > keep_prob", "D2 < keep_prob": "D2 > keep_prob"},
        {"A1 / keep_prob": "A1 / (1 - keep_prob)"},
        {"rand(A2.shape[0], A2.shape[1])": "rand(A1.shape[1], A1.shape[0])"},
    ),
    "backward_propagation_with_dropout": (
        {"    dA2 = dA2 * D2\n": ""},
        {"    dA2 = dA2 / keep_prob\n": "", "    dA1 = dA1 / keep_prob\n": ""},
        {"dA1 / keep_prob": "dA1 * keep_prob"},
        {"dA1 * D1": "dA1 * D2"},
    ),
}
"""Common mistakes; those that the assignment knows by name come on top."""

MANNERS: Mapping[str, str] = {
    "1. / m * ": "(1 / m) * ",
    "np.int64(A1 > 0)": "(A1 > 0)",
    "np.int64(A2 > 0)": "(A2 > 0)",
    "np.dot(dZ3, A2.T)": "(dZ3 @ A2.T)",
    "np.dot(W1, X)": "W1 @ X",
    "np.square(W1)": "(W1 ** 2)",
    "np.random.rand(A1.shape[0], A1.shape[1])": "np.random.rand(*A1.shape)",
    "A1 = A1 * D1": "A1 = np.multiply(A1, D1)",
    "dA1 = dA1 * D1": "dA1 *= D1",
}
"""The same in other words, as one student writes it and another does not."""

SLIPS: Mapping[str, str] = {"):\n": ")\n", "    return ": "    retrun "}
"""What does not parse."""

HEIGHT = 200
"""Pixels of an image; its width makes its size."""


@dataclass(frozen=True)
class HandedIn:
    """A notebook and what is known of it; ``kind`` is one of `MIX`."""

    student: str
    kind: str
    data: bytes


@dataclass(frozen=True)
class Origin:
    """What notebooks are made from: the release, and by exercise the source's solutions and what spoils them."""

    release: Mapping[str, Any]
    solutions: Mapping[str, str]
    mistakes: Mapping[str, Sequence[Edits]]


@cache
def origin() -> Origin:
    source = (ROOT / "source" / NAME / f"{NAME}.ipynb").read_bytes()
    release = json.loads((ROOT / "release" / NAME / f"{NAME}.ipynb").read_bytes())
    exercises = assignments.load(NAME).exercises
    solutions = {exercise.name: definition(source, exercise.name) for exercise in exercises}
    # The others have the public cases alone: a mistake that these do not show would be full marks to them.
    known = {each.name: [way.replace for way in each.misconceptions if not way.unseen] for each in exercises}
    return Origin(release, solutions, {name: [*MISTAKES[name], *known[name]] for name in solutions})


@cache
def kinds(hundred: int) -> list[str]:
    """The kinds of a hundred students: shuffled, and as often as `MIX` says."""
    shuffled = [kind for kind, share in MIX.items() for _ in range(share)]
    random.Random(f"hundred {hundred}").shuffle(shuffled)
    return shuffled


def notebook(number: int, training: bool = True) -> HandedIn:
    """The notebook of the student of that number, with or without the cells that train."""
    student, kind = f"student-{number:05}", kinds(number // 100)[number % 100]
    choice = random.Random(student)
    solutions = _solutions(student, kind, choice)
    cells = []
    for cell in origin().release["cells"]:
        solution = solutions.get(cell["id"], "")
        if solution is None or (cell["id"] in TRAINING and not training):
            continue
        cells.append(cell | {"source": solution.splitlines(keepends=True)} if solution else cell)
    return HandedIn(student, kind, _with_images({**origin().release, "cells": cells}, choice))


def roll(count: int) -> dict[str, str]:
    """The kinds of the first so many students, by student."""
    return {f"student-{number:05}": kinds(number // 100)[number % 100] for number in range(count)}


def write(folder: Path, count: int) -> None:
    """Write a class into a folder, a file for each student; what an earlier call left there is used again."""
    made_of = hashlib.sha256(Path(__file__).read_bytes() + repr(origin()).encode()).hexdigest()
    stamp = folder.with_suffix(".stamp")
    if not stamp.is_file() or stamp.read_text() != made_of:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        stamp.write_text(made_of)
    for number, student in enumerate(roll(count)):
        file = folder / f"{student}.ipynb"
        if not file.exists():
            unfinished = file.with_suffix(".new")
            unfinished.write_bytes(notebook(number).data)
            unfinished.rename(file)


def share(folder: Path, chosen: Path, count: int) -> Path:
    """A folder with the first so many of a class, which take no room of their own."""
    shutil.rmtree(chosen, ignore_errors=True)
    chosen.mkdir(parents=True)
    for student in roll(count):
        (chosen / f"{student}.ipynb").hardlink_to(folder / f"{student}.ipynb")
    return chosen


# --- the code -----------------------------------------------------------------------------------------------------


def _solutions(student: str, kind: str, choice: random.Random) -> dict[str, str | None]:
    """The cell of each graded function; None for one that was deleted, and none for one as it was handed out."""
    names = list(origin().solutions)
    count = {"right": 0, "mistaken": choice.choice((1, 1, 2))}.get(kind, 1)
    wrong = choice.sample(names, count)
    solutions: dict[str, str | None] = {}
    for name, solution in origin().solutions.items():
        manner = kind if name in wrong else "right"
        edits = choice.choice(origin().mistakes[name]) if manner == "mistaken" else {}
        text = _in_own_words(edited(solution, edits), student, choice)
        if manner == "unparsable":
            text = text.replace(*choice.choice([each for each in SLIPS.items() if each[0] in text]), 1)
        if manner != "blank":
            solutions[name] = None if manner == "missing" else f"# GRADED FUNCTION: {name}\n\n{text}"
    return solutions


def _in_own_words(text: str, student: str, choice: random.Random) -> str:
    """The same as this student writes it: no two have the same syntax tree, so that none can stand for another."""
    for old, new in MANNERS.items():
        if choice.random() < 0.5:
            text = text.replace(old, new)
    return text.replace("    return ", f"    who = {student!r}\n    return ")


# --- the images ---------------------------------------------------------------------------------------------------


def _with_images(notebook: Mapping[str, Any], choice: random.Random) -> bytes:
    """The notebook's bytes, filled up to `SIZE` with images under the cells that draw."""
    drawing = [number for number, cell in enumerate(notebook["cells"]) if cell["id"] in DRAWING]
    room = (SIZE - len(_as_bytes(notebook))) // len(drawing)
    cells = list(notebook["cells"])
    for number in drawing:
        cells[number] = cells[number] | {"execution_count": number, "outputs": [_drawn(room, choice)]}
    return _as_bytes({**notebook, "cells": cells})


def _as_bytes(notebook: Mapping[str, Any]) -> bytes:
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def _drawn(room: int, choice: random.Random) -> dict[str, Any]:
    """An output with an image, which takes about so many bytes of the notebook."""
    image = _png((room - 300) * 3 // 4, choice)  # base64 makes four characters of three bytes
    data = {"image/png": base64.b64encode(image).decode(), "text/plain": ["<Figure size 550x600 with 1 Axes>"]}
    return {"data": data, "metadata": {}, "output_type": "display_data"}


def _png(size: int, choice: random.Random) -> bytes:
    """A grey image of noise, which does not shrink, of about so many bytes."""
    width = round(size / HEIGHT) - 1
    rows = b"".join(b"\0" + choice.randbytes(width) for _ in range(HEIGHT))
    header = struct.pack(">2I5B", width, HEIGHT, 8, 0, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
