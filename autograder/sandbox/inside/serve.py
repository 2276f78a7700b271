"""The child's side of the conversation: read the submission, then answer case by case."""

from __future__ import annotations

from typing import Any, Dict

from ...notebook.program import understand
from ...notebook.reading import Unreadable
from ...notebook.reading import read as read_notebook
from . import codec, run, staff


def serve(channel: int, limits: Dict[str, Any]) -> None:
    """Answer requests until the trusted side hangs up; each request that asks for a reply gets exactly one."""
    session = None
    while True:
        request = codec.receive(channel)
        if request is None:
            return
        if request["op"] == "read":
            session, reply = read(request)
        elif request["op"] == "assignment":
            staff.install(request["helpers"], request["stand_ins"])
            continue
        else:
            assert session is not None
            reply = session.answer(request, limits)
        codec.send(channel, frame(reply, limits))


def read(request: Dict[str, Any]) -> Any:
    """The submission as a session, with what it defines; or the reason why it cannot be read."""
    try:
        notebook = read_notebook(request["data"], request["name"])
    except Unreadable as error:
        return None, {"op": "unreadable", "reason": error.reason}
    program = understand(notebook)
    found = [
        [definition.name, list(definition.parameters), definition.fingerprint]
        for definition in program.definitions.values()
    ]
    return run.Session(program), {"op": "read", "definitions": found[:2000]}


def frame(reply: Dict[str, Any], limits: Dict[str, Any]) -> bytes:
    try:
        return codec.Encoder(limits["structure"], limits["message"]).frame(reply)
    except codec.TooLarge:
        return codec.Encoder(limits["structure"], limits["message"]).frame(
            {"op": "answered", "value": run.TooLarge(), "printed": reply.get("printed", "")}
        )
