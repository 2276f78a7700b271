"""A child's side of the conversation: it takes notebooks apart, or runs a submission's code case by case."""

from __future__ import annotations

from typing import Any, Dict, Iterator

from . import codec, reading, run, staff


def serve(channel: int, limits: Dict[str, Any], ready: staff.Ready) -> None:
    """Answer requests until the trusted side hangs up, or the desk is left; what has several replies gives each as soon
    as it is there."""
    desk, session = reading.Desk(ready), run.Session(ready.drivers)
    while not desk.left:
        received = codec.receive(channel)
        if received is None:
            return
        token, request = received
        for reply in replies(request, desk, session, limits):
            codec.send(channel, token + frame(reply, limits))


def replies(
    request: Dict[str, Any], desk: reading.Desk, session: run.Session, limits: Dict[str, Any]
) -> Iterator[Dict[str, Any]]:
    """What there is to say to a request: nothing to some."""
    if request["op"] == "cases":
        for case in request["cases"]:
            yield session.answer(request, case, limits)
    elif request["op"] == "code":
        session.take(request["packs"])
    elif request["op"] == "assignment":
        staff.install(request["helpers"], request["stand_ins"])
        session.drivers = staff.Drivers(request["drivers"])
    elif request["op"] == "read":
        yield desk.read(request)
    elif request["op"] == "packs":
        yield from desk.packs(request["asked"])
    elif request["op"] == "prose":
        yield reading.read_prose(request)
    else:
        yield reading.read_faults(request, desk.ready)


def frame(reply: Dict[str, Any], limits: Dict[str, Any]) -> bytes:
    try:
        if reply["op"] == "read":
            return codec.text_frame(reply, limits["structure"])
        return codec.Encoder(limits["structure"], limits["message"]).frame(reply)
    except codec.TooLarge:
        return codec.Encoder(limits["structure"], limits["message"]).frame(
            {"op": "answered", "value": run.TooLarge(), "printed": reply.get("printed", "")}
        )
