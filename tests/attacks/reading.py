"""Attacking the reader: files that are hard to read, and code that is hard to take apart."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.model import Fate, Status
from tests.attacks.attack import Attack
from tests.handed_in import BACKWARD_L2, COST, IMPORTS, RIGHT, notebook

MB = 1024 * 1024
NAME = "compute_cost_with_regularization"
STUB = f"def {NAME}(A3, Y, parameters, lambd):\n    return 0.0"


@dataclass(frozen=True)
class File(Attack):
    """An attack by a file that is made only when it is fired: some are tens of megabytes."""

    make: Callable[[], bytes] = bytes

    def submission(self, **_: str) -> bytes:
        return self.make()


def file(*cells: Any, **fields: Any) -> bytes:
    """A notebook of cells that are given as they are to stand in the file."""
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | fields).encode()


def code(source: Any, **fields: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source} | fields


def with_right(*before: Any, **fields: Any) -> bytes:
    """A notebook with right solutions behind what is given."""
    return file(*before, *map(code, RIGHT), **fields)


def spliced(hole: bytes) -> bytes:
    """A notebook with right solutions, with metadata that no writer of JSON writes."""
    return with_right(metadata={"a": "HOLE"}).replace(b'"HOLE"', hole)


def baited(*cells: str) -> bytes:
    """A notebook with a right function, and another that is right too, if only what binds ``bait`` can be run."""
    return notebook(IMPORTS, BACKWARD_L2, *cells, COST.replace("m = ", "bait\n    m = ", 1))


UNREADABLE = {"fate": Fate.UNREADABLE}
WHOLE = {"status": (Status.PASSED,), "earned": 40.0}
HALF = {"status": (Status.PASSED, Status.ERROR, Status.TIMEOUT, Status.MEMORY, Status.CRASHED), "earned": 10.0}
"""What is hard to parse costs the function that needs it, and not the other."""

HARD_TO_READ = (
    File("deep-json", "nests lists ten million deep", make=lambda: b"[" * (10 * MB), **UNREADABLE),
    File(
        "deep-metadata",
        "nests the metadata of a right notebook a hundred thousand deep",
        make=lambda: spliced(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
        **UNREADABLE,
    ),
    File(
        "string-without-end",
        "holds a string of sixty megabytes that never ends",
        make=lambda: b'{"cells": ["' + b"x" * (60 * MB),
        **UNREADABLE,
    ),
    File(
        "gigantic-output",
        "hides right code behind an output of thirty megabytes",
        make=lambda: with_right(code("x = 1", outputs=[{"output_type": "stream", "text": "x" * (30 * MB)}])),
        **WHOLE,
    ),
    File("nothing-but-space", "is sixty megabytes of white space", make=lambda: b"\n" * (60 * MB), **UNREADABLE),
    File(
        "a-million-cells",
        "has a million cells",
        make=lambda: b'{"cells":[' + b'{"cell_type":"code","source":"x=1"},' * 1_000_000 + b"{}]}",
        **UNREADABLE,
    ),
    File(
        "a-million-lines-of-one-character",
        "gives the source of a right cell as a list of a million strings",
        make=lambda: with_right(code(["#", *"x" * 1_000_000, "\n"])),
        **WHOLE,
    ),
    File(
        "a-huge-number",
        "holds an integer of ten million digits, which takes hours to convert",
        make=lambda: spliced(b"9" * (10 * MB)),
        **UNREADABLE,
    ),
    File(
        "figures-that-are-none",
        "holds NaN, Infinity and 1e999999999 where no JSON has them",
        make=lambda: spliced(b"[NaN, -Infinity, 1e999999999, -0]"),
        **WHOLE,
    ),
    File(
        "keys-twice",
        "holds its cells twice, once right and once as a list of nulls",
        make=lambda: with_right().replace(b'"cells"', b'"cells": [null], "cells"'),
        **WHOLE,
    ),
    File(
        "not-utf-8",
        "holds bytes of no encoding in a comment",
        make=lambda: with_right(code("# HOLE")).replace(b"HOLE", b"\xff\xfe\xc3\x28\xed\xa0\x80"),
        **WHOLE,
    ),
    File("utf-16", "is UTF-16", make=lambda: with_right().decode().encode("utf-16"), **WHOLE),
    File("utf-32", "is UTF-32", make=lambda: with_right().decode().encode("utf-32"), **WHOLE),
    File("half-of-utf-16", "is UTF-16 cut in the middle of a character", make=lambda: b"\xff\xfe{\x00\"", **UNREADABLE),
    File("nul-bytes", "holds NUL bytes", make=lambda: with_right().replace(b"cells", b"ce\0lls"), **UNREADABLE),
    File("a-picture", "is no text at all", make=lambda: bytes(range(256)) * 40_000, **UNREADABLE),
    File(
        "a-script-by-another-name",
        "is a script in percent format that is called a notebook",
        make=lambda: "\n# %%\n".join(RIGHT).encode(),
        **WHOLE,
    ),
    File(
        "cells-of-every-type",
        "gives cells and sources as numbers, dicts and nulls",
        make=lambda: with_right(
            None, 1, [], "x", {}, {"cell_type": None}, {"cell_type": ["code"]}, code(None), code({}), code(1.5),
            code([None, 1]), code([["x"]]), code("x = 1", outputs=None, metadata=0, execution_count={}),
        ),
        **WHOLE,
    ),
    File("cells-are-a-dict", "gives its cells as a dict", make=lambda: file(cells={"0": code("x = 1")}), **UNREADABLE),
    File(
        "worksheets-of-every-type",
        "gives worksheets of the third format as whatever is no worksheet",
        make=lambda: json.dumps({"nbformat": "3", "worksheets": [None, 1, {}, {"cells": 1}, {"cells": [0]}]}).encode(),
        **UNREADABLE,
    ),
)  # fmt: skip


def nested(opening: str, inner: str, closing: str, depth: int = 100_000) -> str:
    return f"bait = {opening * depth}{inner}{closing * depth}"


HARD_TO_PARSE = tuple(
    File(name, what, make=lambda cell=cell: baited(cell()), **HALF)
    for name, what, cell in (
        ("ten-megabyte-line", "adds five million ones in one line", lambda: "bait = " + "+".join("1" * (5 * MB))),
        ("deep-brackets", "opens a hundred thousand brackets", lambda: nested("(", "1", ")")),
        ("deep-minus", "negates a number a hundred thousand times", lambda: nested("-", "1", "")),
        ("deep-attributes", "asks for the attribute of an attribute and so on", lambda: "bait = x" + ".x" * 100_000),
        ("deep-calls", "calls what a call gives and so on", lambda: "bait = x" + "()" * 100_000),
        ("deep-lambdas", "nests functions without a name", lambda: nested("lambda: ", "1", "")),
        ("deep-texts", "nests formatted texts", lambda: nested("f'{", "1", "}'")),
        ("deep-conditions", "nests conditions", lambda: nested("1 if 1 else ", "1", "")),
        ("deep-powers", "raises to a power of a power and so on", lambda: nested("1 ** ", "1", "")),
        (
            "deep-indentation",
            "indents three thousand times",
            lambda: "".join(" " * depth + "if 1:\n" for depth in range(3000)) + " " * 3000 + "bait = 1",
        ),
        (
            "deep-parameters",
            "nests brackets in the parameters of a function that does not parse",
            lambda: f"def bait({'[' * 100_000}{']' * 100_000}):\n    return (",
        ),
        ("deep-magics", "has one magic time another and so on", lambda: "%%time\n" + "%time bait = " * 20_000 + "1"),
        ("deep-prompts", "opens texts behind prompts", lambda: ">>> bait += '''\n... ''' '''\n" * 40_000),
        ("endless-elif", "branches a hundred thousand times", lambda: "if 0: pass\n" + "elif 0: pass\n" * 100_000),
        (
            "endless-decorators",
            "decorates a function twenty thousand times",
            lambda: "@(lambda f: f)\n" * 20_000 + "def bait(): pass\nbait = bait.x",
        ),
        ("endless-targets", "assigns to a hundred thousand targets", lambda: "x.x = " * 100_000 + "bait = 1"),
        ("huge-literal", "writes an integer of a million digits", lambda: "bait = " + "9" * 1_000_000),
        ("power-in-the-compiler", "has the compiler raise a number to a power", lambda: "bait = 9 ** 9 ** 9 ** 9 ** 9"),
        ("huge-repetition", "has the compiler repeat a text", lambda: "bait = (('x' * 10**9) * 10**9,) * 10**9"),
        ("nul-in-source", "escapes a character in JSON that no source may hold", lambda: "bait = '\0'"),
        ("half-characters", "holds halves of surrogate pairs in texts and names", lambda: "bait\ud800 = '\udc00'"),
    )
)

HARD_TO_SLICE = (
    File(
        "shadowed-again-and-again",
        "defines the graded function fifty thousand times",
        make=lambda: notebook(IMPORTS, COST, BACKWARD_L2, f"def {NAME}(*_): return 0.0\n" * 50_000),
        status=(Status.PASSED, Status.WRONG),
        earned=10.0,
    ),
    File(
        "perhaps-shadowed",
        "binds the graded function perhaps, ten thousand times, each time with other names",
        make=lambda: notebook(
            IMPORTS, BACKWARD_L2, *(f"if x{n}:\n    def {NAME}(*_): return y{n}" for n in range(10_000))
        ),
        status=(Status.PASSED, Status.ERROR, Status.TIMEOUT, Status.MEMORY),
        earned=10.0,
    ),
    File(
        "stars-and-names",
        "has thousands of star imports and thousands of names that they could bind",
        make=lambda: notebook(
            IMPORTS,
            BACKWARD_L2,
            "\n".join(f"from m{n} import *" for n in range(5_000)),
            f"def {NAME}(*_): return {' + '.join(f'x{n}' for n in range(2_000))}",
        ),
        status=(Status.PASSED, Status.ERROR, Status.TIMEOUT),
        earned=10.0,
    ),
    File(
        "names-that-are-nearly-right",
        "defines thousands of names like those of functions that it lacks, which the grader compares",
        make=lambda: notebook(IMPORTS, BACKWARD_L2, *(f"{NAME[:-1]}{n} = 1" for n in range(5_000))),
        status=(Status.PASSED,),
        earned=10.0,
    ),
    File(
        "names-of-a-megabyte",
        "defines functions with names and parameters of a megabyte",
        make=lambda: notebook(*RIGHT, *(f"def {c * MB}({c * MB}): pass" for c in "abcdefgh")),
        **WHOLE,
    ),
    File(
        "a-line-in-tens-of-megabytes",
        "fails in each case of a notebook so large that to look for the line at fault takes time",
        make=lambda: file(
            code(IMPORTS),
            code(BACKWARD_L2),
            code(f"def {NAME}(*_):\n    {'x' * 190}"),
            {"cell_type": "markdown", "source": ("x" * 189 + "\n") * 150_000},
        ),
        status=(Status.PASSED, Status.ERROR),
        earned=10.0,
    ),
)

HOSTILE = "\x1b]0;eve\x07\x1b[31m<script>alert(1)</script>=HYPERLINK(1)[bold]\u202e\u2028\r\n"

MISLEADING = (
    File(
        "source-in-another-code",
        "declares an encoding in which a comment is code",
        make=lambda: notebook(
            IMPORTS, BACKWARD_L2, f"# -*- coding: utf-7 -*-\n{STUB}\n#+AAo-{NAME} = None+AAo-", "#coding: rot13\nk = 1"
        ),
        status=(Status.PASSED, Status.WRONG),
        earned=10.0,
    ),
    File(
        "name-in-other-letters",
        "gives the graded function a name that only looks like it, or only becomes it",
        make=lambda: notebook(
            IMPORTS, BACKWARD_L2, STUB.replace("cost", "c\u043est"), STUB.replace("cost", "\U0001d41c\U0001d428st")
        ),
        status=(Status.PASSED, Status.WRONG),
        earned=10.0,
    ),
    File(
        "texts-that-command",
        "puts what a terminal, a browser and a spreadsheet obey where they are shown",
        make=lambda: file(
            code(IMPORTS, id=HOSTILE, metadata={HOSTILE: HOSTILE}),
            code(BACKWARD_L2, outputs=[{"output_type": HOSTILE, "text": HOSTILE}]),
            code(
                f"def {NAME}(*_):\n    print({HOSTILE!r})\n    raise type({HOSTILE!r}, (Exception,), {{}})({HOSTILE!r})"
            ),
            {"cell_type": HOSTILE, "source": HOSTILE},
            metadata={"kernelspec": {"name": HOSTILE, "language": HOSTILE}, "title": HOSTILE},
        ),
        status=(Status.PASSED, Status.ERROR),
        earned=10.0,
    ),
)

READING = HARD_TO_READ + HARD_TO_PARSE + HARD_TO_SLICE + MISLEADING
