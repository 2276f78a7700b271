"""Runs what the graded functions need, and then the cases, one by one."""

from __future__ import annotations

import builtins
import io
import linecache
import random
import sys
import types
from typing import Any, Dict, Sequence, Tuple

import numpy as np

from ...notebook.program import Program, file_name
from ...notebook.slicing import compiled, slice_for
from . import staff

Asked = Tuple[str, str]
"""An exercise, and what the submission calls it."""


class TooLarge:
    """Stands for an answer that is larger than a message."""


class Session:
    """One submission that has been read, and the modules in which its code runs, one for each that is asked for."""

    def __init__(self, program: Program, drivers: staff.Drivers) -> None:
        self.program = program
        self.drivers = drivers
        self.modules: Dict[Asked, types.ModuleType] = {}
        self.troubles: Dict[Asked, Dict[str, Any]] = {}
        for cell, source in program.sources.items():
            # As in a notebook, code may ask for its own source (`inspect.getsource`).
            name = file_name(cell)
            linecache.cache[name] = (len(source), None, source.splitlines(True), name)

    def answer(self, request: Dict[str, Any], case: Dict[str, Any], limits: Dict[str, Any]) -> Dict[str, Any]:
        """Call the graded function with the inputs of one case, or have the case's driver call it.

        ``name`` is what the submission calls it, which may be an alias of ``exercise``; ``beside`` are other names
        that the cases use.
        Public cases (``loud``) tell what was printed and what an exception said; of hidden ones neither leaves.
        """
        asked, loud = (request["exercise"], request["name"]), request["loud"]
        printed = Printed(limits["printed"] if loud else 0)
        sys.stdout = sys.stderr = printed
        try:
            if asked not in self.modules:
                self.define(asked, request["beside"])
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

    def define(self, asked: Asked, beside: Sequence[str]) -> None:
        """Run, in a module of its own, the statements that the name and those beside it need, and call that as the
        exercise is called."""
        exercise, name = asked
        module = sys.modules["__main__"] = self.modules[asked] = types.ModuleType("__main__")
        vars(module)["__builtins__"] = builtins
        needed = slice_for(self.program, [name, *beside], staff.exports)
        tolerated = {statement.order for statement in needed.rest}
        try:
            for statement in sorted([*needed.statements, *needed.rest], key=lambda each: each.order):
                try:
                    exec(compiled(statement), vars(module))
                except Exception:
                    if statement.order not in tolerated:
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
            number = self.program.cell_of(trace.tb_frame.f_code.co_filename)
            if number is not None:
                cell, line = number, trace.tb_lineno
            trace = trace.tb_next
        if isinstance(error, SyntaxError) and cell == 0:  # its own cell does not parse
            cell, line = self.program.cell_of(error.filename or "") or 0, error.lineno or 0
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
