"""The child's side of the conversation: read the submission, then answer case by case."""

from __future__ import annotations

from typing import Any, Dict, List

import numpy as np

from ...notebook.program import Program, understand
from ...notebook.prose import prose
from ...notebook.reading import Unreadable
from ...notebook.reading import read as read_notebook
from . import codec, run, staff

MOST, LONGEST = 2000, 100
"""So many definitions are told, with so many characters of a name; no notebook that means well has more."""

LINES, WIDTH, TOGETHER = 10_000, 200, 400_000
"""So many lines of code are told, with so many characters each, and so many bytes of all of them."""


def serve(channel: int, limits: Dict[str, Any]) -> None:
    """Answer requests until the trusted side hangs up; each request that asks for a reply gets exactly one."""
    session = None
    while True:
        request = codec.receive(channel)
        if request is None:
            return
        if request["op"] == "read":
            session, reply = read(request)
        elif request["op"] == "prose":
            reply = read_prose(request)
        elif request["op"] == "assignment":
            assert session is not None
            staff.install(request["helpers"], request["stand_ins"])
            session.drivers = staff.Drivers(request["drivers"])
            continue
        else:
            assert session is not None
            reply = session.answer(request, limits)
        codec.send(channel, request["token"] + frame(reply, limits))


def read(request: Dict[str, Any]) -> Any:
    """The submission as a session, with what it defines; or the reason why it cannot be read."""
    try:
        program = understand(read_notebook(request["data"], request["name"]))
    except Unreadable as error:
        return None, {"op": "unreadable", "reason": error.reason}
    except MemoryError:
        return None, {"op": "unreadable", "reason": "memory"}
    found = [
        [each.name[:LONGEST], [name[:LONGEST] for name in each.parameters[:LONGEST]], each.fingerprint]
        for each in program.definitions.values()
    ]
    # A graded function may be had in other ways too, as in ``name = lambda x: …``.
    found += [[name[:LONGEST], [], ""] for name in program.events if name not in program.definitions]
    return run.Session(program), {"op": "read", "definitions": found[:MOST], "lines": list(lines(program).items())}


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


def lines(program: Program) -> Dict[int, List[str]]:
    """The lines of the code cells, by the number of their cell: told before any code runs, so that what a submission
    says later of the place of an exception can be no more than a place."""
    told: Dict[int, List[str]] = {}
    left, room = LINES, TOGETHER
    for cell in program.sources:
        of_cell = [line[:WIDTH] for line in program.lines(cell)[: left + 1]]
        left -= len(of_cell)
        room -= sum(len(line.encode("utf-8", "replace")) for line in of_cell)
        if left < 0 or room < 0:
            break
        told[cell] = of_cell
    return told


def frame(reply: Dict[str, Any], limits: Dict[str, Any]) -> bytes:
    try:
        return codec.Encoder(limits["structure"], limits["message"]).frame(reply)
    except codec.TooLarge:
        return codec.Encoder(limits["structure"], limits["message"]).frame(
            {"op": "answered", "value": run.TooLarge(), "printed": reply.get("printed", "")}
        )
