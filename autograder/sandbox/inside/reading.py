"""Takes notebooks apart, one after the other: nothing of them is run here, and what is found of one is told at once."""

from __future__ import annotations

import gc
import sys
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from ...notebook.packing import packed
from ...notebook.program import Program, understand
from ...notebook.prose import prose
from ...notebook.reading import Unreadable, read
from . import staff

MOST, LONGEST = 2000, 100
"""So many definitions are told, with so many characters of a name; no notebook that means well has more."""

LINES, TOGETHER = 10_000, 400_000
"""Cells of so many lines are told, and of so many bytes."""


class Desk:
    """Where one notebook after the other is taken apart.

    It is ``left`` once something was imported for what it exports: what that did here is not for the next notebook.
    """

    def __init__(self, ready: staff.Ready) -> None:
        self.ready = ready
        self.program: Optional[Program] = None
        self.left = False

    def read(self, request: Dict[str, Any]) -> Dict[str, Any]:
        """What the submission defines; or the reason why it cannot be read."""
        self.program = None
        try:
            self.program = understood(request, self.ready)
        except Unreadable as error:
            return unreadable(error.reason)
        except MemoryError:
            return unreadable("memory")
        found = [
            [each.name[:LONGEST], [name[:LONGEST] for name in each.parameters[:LONGEST]], each.fingerprint]
            for each in self.program.definitions.values()
        ]
        # A graded function may be had in other ways too, as in ``name = lambda x: …``.
        found += [[name[:LONGEST]] for name in self.program.events if name not in self.program.definitions]
        return {"op": "read", "definitions": found[:MOST], "cells": cells(self.program, self.ready.numbers)}

    def packs(self, asked: Sequence[Sequence[str]]) -> Iterator[Dict[str, Any]]:
        """The code that each of these groups of names needs, see `packing.packed`."""
        assert self.program is not None
        imported = len(sys.modules)
        for names in asked:
            pack = np.frombuffer(packed(self.program, names, staff.exports), np.uint8)
            self.left = len(sys.modules) > imported
            yield {"op": "answered", "value": pack, "printed": ""}


def understood(request: Dict[str, Any], ready: staff.Ready) -> Program:
    gc.disable()  # for good: what is made here refers to nothing that refers to it
    return understand(read(request["data"], request["name"]), ready.cells)


def unreadable(reason: str) -> Dict[str, Any]:
    return {"op": "unreadable", "reason": reason}


def read_prose(request: Dict[str, Any]) -> Dict[str, Any]:
    """What a person grades: the prose of the submission, and its pictures."""
    try:
        passages, pictures = prose(request["data"])
    except Unreadable as error:
        return unreadable(error.reason)
    except MemoryError:
        return unreadable("memory")
    shown = [[cell, kind, np.frombuffer(data, np.uint8)] for cell, kind, data in pictures]
    return {"op": "answered", "value": [[list(each) for each in passages], shown], "printed": ""}


def read_faults(request: Dict[str, Any], ready: staff.Ready) -> Dict[str, Any]:
    """Why cells do not parse: for each its number, the line in it, what Python says, and the text of the line."""
    try:
        program = understood(request, ready)
    except Unreadable as error:
        return unreadable(error.reason)
    except MemoryError:
        return unreadable("memory")
    broken = [(each.cell, each.error) for each in program.statements if each.error][:MOST]
    told = [[cell, error.line, error.message[:LONGEST], error.text[:LONGEST]] for cell, error in broken]
    return {"op": "answered", "value": told, "printed": ""}


def cells(program: Program, released: Mapping[str, int]) -> List[Tuple[int, Union[int, str]]]:
    """The code cells with their numbers: told before any code runs, so that what a submission says later of the place
    of an exception can be no more than a place. A released cell is told by its number in the release."""
    told: List[Tuple[int, Union[int, str]]] = []
    left, room = LINES, TOGETHER
    for number, source in program.sources.items():
        known = released.get(source)
        left -= source.count("\n") + source.count("\r") + 1
        if known is None:
            room -= len(source) if source.isascii() else len(source.encode())
        if left < 0 or room < 0:
            break
        told.append((number, source if known is None else known))
    return told
