"""The child's side of the conversation: read the submission, then answer case by case."""

from __future__ import annotations

import gc
from typing import Any, Dict, List, Mapping, Tuple, Union

import numpy as np

from ...notebook.program import Program, understand
from ...notebook.prose import prose
from ...notebook.reading import Unreadable
from ...notebook.reading import read as read_notebook
from . import codec, run, staff

MOST, LONGEST = 2000, 100
"""So many definitions are told, with so many characters of a name; no notebook that means well has more."""

LINES, TOGETHER = 10_000, 400_000
"""Cells of so many lines are told, and of so many bytes."""


def serve(channel: int, limits: Dict[str, Any], ready: staff.Ready) -> None:
    """Answer requests until the trusted side hangs up; what asks for a reply gets one, and each of some cases does,
    as soon as it is there."""
    session = None
    while True:
        received = codec.receive(channel)
        if received is None:
            return
        token, request = received
        if request["op"] == "read":
            session, reply = read(request, ready)
        elif request["op"] == "prose":
            reply = read_prose(request)
        elif request["op"] == "faults":
            reply = read_faults(request)
        elif request["op"] == "assignment":
            assert session is not None
            staff.install(request["helpers"], request["stand_ins"])
            session.drivers = staff.Drivers(request["drivers"])
            continue
        else:
            assert session is not None
            for case in request["cases"]:
                codec.send(channel, token + frame(session.answer(request, case, limits), limits))
            continue
        codec.send(channel, token + frame(reply, limits))


def read(request: Dict[str, Any], ready: staff.Ready) -> Any:
    """The submission as a session, with what it defines; or the reason why it cannot be read."""
    gc.disable()  # until its code runs: all that is made here stays, and need never be looked through
    try:
        program = understand(read_notebook(request["data"], request["name"]), ready.cells)
    except Unreadable as error:
        return None, {"op": "unreadable", "reason": error.reason}
    except MemoryError:
        return None, {"op": "unreadable", "reason": "memory"}
    finally:
        gc.freeze()
        gc.enable()
    found = [
        [each.name[:LONGEST], [name[:LONGEST] for name in each.parameters[:LONGEST]], each.fingerprint]
        for each in program.definitions.values()
    ]
    # A graded function may be had in other ways too, as in ``name = lambda x: …``.
    found += [[name[:LONGEST]] for name in program.events if name not in program.definitions]
    return run.Session(program, ready.drivers), {
        "op": "read",
        "definitions": found[:MOST],
        "cells": cells(program, ready.numbers),
    }


def read_prose(request: Dict[str, Any]) -> Dict[str, Any]:
    """What a person grades: the prose of the submission, and its pictures."""
    try:
        passages, pictures = prose(request["data"])
    except Unreadable as error:
        return {"op": "unreadable", "reason": error.reason}
    except MemoryError:
        return {"op": "unreadable", "reason": "memory"}
    shown = [[cell, kind, np.frombuffer(data, np.uint8)] for cell, kind, data in pictures]
    return {"op": "answered", "value": [[list(each) for each in passages], shown], "printed": ""}


def read_faults(request: Dict[str, Any]) -> Dict[str, Any]:
    """Why cells do not parse: for each its number, the line in it, what Python says, and the text of the line."""
    try:
        program = understand(read_notebook(request["data"], request["name"]))
    except Unreadable as error:
        return {"op": "unreadable", "reason": error.reason}
    except MemoryError:
        return {"op": "unreadable", "reason": "memory"}
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


def frame(reply: Dict[str, Any], limits: Dict[str, Any]) -> bytes:
    try:
        return codec.Encoder(limits["structure"], limits["message"]).frame(reply)
    except codec.TooLarge:
        return codec.Encoder(limits["structure"], limits["message"]).frame(
            {"op": "answered", "value": run.TooLarge(), "printed": reply.get("printed", "")}
        )
