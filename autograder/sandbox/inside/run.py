"""Runs what the graded functions need, and then the cases, one by one."""

from __future__ import annotations

import builtins
import io
import linecache
import random
import sys
import types
from typing import Any, Dict, Set, Tuple

import numpy as np

from ...notebook.packing import unpacked
from ...notebook.program import cell_of, file_name
from . import staff

Asked = Tuple[str, str]
"""An exercise, and what the submission calls it."""


class TooLarge:
    """Stands for an answer that is larger than a message."""


class Session:
    """The code of one submission, and the modules in which it runs, one for each exercise that is asked for."""

    def __init__(self, drivers: staff.Drivers) -> None:
        self.drivers = drivers
        self.packs: Dict[Asked, bytes] = {}
        self.cells: Set[int] = set()
        self.modules: Dict[Asked, types.ModuleType] = {}
        self.troubles: Dict[Asked, Dict[str, Any]] = {}

    def take(self, packs: Any) -> None:
        """The code that each exercise needs, packed; it is unpacked when the first case asks for it."""
        self.packs.update({(exercise, name): data for exercise, name, data in packs})

    def answer(self, request: Dict[str, Any], case: Dict[str, Any], limits: Dict[str, Any]) -> Dict[str, Any]:
        """Call the graded function with the inputs of one case, or have the case's driver call it.

        ``name`` is what the submission calls it, which may be an alias of ``exercise``.
        Public cases (``loud``) tell what was printed and what an exception said; of hidden ones neither leaves.
        """
        asked, loud = (request["exercise"], request["name"]), request["loud"]
        printed = Printed(limits["printed"] if loud else 0)
        sys.stdout = sys.stderr = printed
        try:
            if asked not in self.modules:
                self.define(asked)
            if asked in self.troubles:
                return self.troubles[asked]
            module = sys.modules["__main__"] = self.modules[asked]
            random.seed(case["seed"])
            np.random.seed(case["seed"])
            if "torch" in sys.modules:
                sys.modules["torch"].manual_seed(case["seed"])
            if case["driver"] is None:
                value = vars(module)[request["exercise"]](*case["inputs"])
            else:
                value = self.drivers.drive(case["driver"])(vars(module), *case["inputs"])
            return {"op": "answered", "value": value, "printed": printed.text()}
        except BaseException as error:  # sys.exit() and KeyboardInterrupt are the student's too
            return self.failed(error, loud, printed.text())

    def define(self, asked: Asked) -> None:
        """Run the code of an exercise in a module of its own, and call there as the exercise is called what the
        submission calls otherwise."""
        exercise, name = asked
        module = sys.modules["__main__"] = self.modules[asked] = types.ModuleType("__main__")
        vars(module)["__builtins__"] = builtins
        try:
            pieces, cells = unpacked(self.packs[asked])
            self.cells.update(cells)
            for cell, source in cells.items():
                # As in a notebook, code may ask for its own source (`inspect.getsource`).
                linecache.cache[file_name(cell)] = (len(source), None, source.splitlines(True), file_name(cell))
            for code, needed in pieces:
                try:
                    if isinstance(code, BaseException):
                        raise code
                    exec(code, vars(module))
                except Exception:
                    if needed:
                        raise
            vars(module)[exercise] = vars(module)[name]
        except BaseException as error:
            self.troubles[asked] = self.failed(error, True, "")

    def failed(self, error: BaseException, loud: bool, printed: str) -> Dict[str, Any]:
        """The exception as a reply: its type, the place of the student's own innermost line and, for a public case,
        its text."""
        cell, line = 0, 0
        trace = error.__traceback__
        while trace is not None:
            number = cell_of(trace.tb_frame.f_code.co_filename)
            if number in self.cells:
                cell, line = number, trace.tb_lineno
            trace = trace.tb_next
        if isinstance(error, SyntaxError) and cell == 0:  # its own cell does not parse
            cell, line = cell_of(error.filename or "") or 0, error.lineno or 0
        return {
            "op": "failed",
            "type": kind_of(error)[:100],
            "text": text_of(error)[:2000] if loud else "",
            "cell": cell,
            "line": line,
            "printed": printed,
        }


def kind_of(error: BaseException) -> str:
    """The exception's type; PyTorch has none of its own for memory that it cannot have."""
    return "MemoryError" if "DefaultCPUAllocator" in text_of(error) else type(error).__name__


def text_of(error: BaseException) -> str:
    try:
        return error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        return ""


class Printed(io.TextIOBase):
    """Keeps the first characters that are written to it; the rest costs nothing."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.parts: list[str] = []

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.left > 0:
            self.parts.append(text[: self.left])
            self.left -= len(self.parts[-1])
        return len(text)

    def text(self) -> str:
        return "".join(self.parts)[:SHOWN]


SHOWN = 10_000
