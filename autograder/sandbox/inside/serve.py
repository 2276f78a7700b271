"""A child's side of the conversation: it takes notebooks apart, or runs a submission's code case by case."""

from __future__ import annotations

from typing import Any, Dict

from . import codec, reading, run, staff


def serve(channel: int, limits: Dict[str, Any], ready: staff.Ready) -> None:
    """Answer requests until the trusted side hangs up, or the desk is left; what asks for a reply gets one, and each of
    some cases does, as soon as it is there."""
    desk, session = reading.Desk(ready), run.Session(ready.drivers)
    while not desk.left:
        received = codec.receive(channel)
        if received is None:
            return
        token, request = received
        if request["op"] == "cases":
            for case in request["cases"]:
                codec.send(channel, token + frame(session.answer(request, case, limits), limits))
        elif request["op"] == "code":
            session.take(request["packs"])
        elif request["op"] == "assignment":
            staff.install(request["helpers"], request["stand_ins"])
            session.drivers = staff.Drivers(request["drivers"])
        else:
            codec.send(channel, token + frame(told(request, desk, ready), limits))


def told(request: Dict[str, Any], desk: reading.Desk, ready: staff.Ready) -> Dict[str, Any]:
    """What is asked about a notebook before any of it runs."""
    if request["op"] == "read":
        return desk.read(request)
    if request["op"] == "packs":
        return desk.packs(request["asked"])
    return reading.read_prose(request) if request["op"] == "prose" else reading.read_faults(request, ready)


def frame(reply: Dict[str, Any], limits: Dict[str, Any]) -> bytes:
    try:
        if reply["op"] == "read":
            return codec.text_frame(reply, limits["structure"])
        return codec.Encoder(limits["structure"], limits["message"]).frame(reply)
    except codec.TooLarge:
        return codec.Encoder(limits["structure"], limits["message"]).frame(
            {"op": "answered", "value": run.TooLarge(), "printed": reply.get("printed", "")}
        )
