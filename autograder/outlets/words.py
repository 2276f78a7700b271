"""Puts messages into words: one sentence for each id."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from ..model import Message

UNREADABLE = {
    "empty": "the file is empty",
    "encoding": "it is not UTF-8 text",
    "not-json": "it is not JSON, which a notebook is written in",
    "truncated": "it ends in the middle; it was probably not uploaded whole",
    "not-a-notebook": "it is JSON, but no notebook",
    "no-code": "it holds no code cell",
    "too-deep": "it is nested too deeply",
    "too-large": "it is larger than 64 MB",
    "a-link": "it is a link to another file",
    "not-readable": "it cannot be opened; its permissions may forbid it",
    "not-a-file": "it is not a regular file",
    "path-outside": "its name leads out of the zip file",
    "damaged-zip": "the zip file is damaged there, encrypted, or compressed in a rare way",
    "timeout": "reading it took longer than the limit",
    "memory": "reading it took more memory than the limit",
    "crashed": "reading it ended the process that read it",
}

KINDS = {
    "none": "None",
    "number": "a number",
    "array": "an array of numbers",
    "text": "a text",
    "list": "a list or tuple",  # which come back from the sandbox as one kind
    "tuple": "a tuple",
    "dict": "a dict",
    "complex": "a complex number",
    "array-of-objects": "an array of objects",
    "array-of-text": "an array of texts",
    "array-of-complex": "an array of complex numbers",
    "array-of-other": "an array of something else than numbers",
    "integer-beyond-64-bits": "an integer of more than 64 bits",
    "nested-too-deeply": "nested too deeply",
    "TooLarge": "larger than an answer may be",
    "other": "something else",
}


def say(message: Message | None) -> str:
    """The sentence for a message; whatever a student had a hand in is cleaned for a terminal."""
    if message is None:
        return ""
    values = {key: _shown(value) for key, value in message.values.items()}
    if isinstance(message.values.get("outputs"), list | tuple) and "path" not in values:
        values["path"] = ", ".join(map(_shown, message.values["outputs"]))
    values["path"] = values.get("path") or "The result"
    write = SENTENCES.get(message.id)
    return write(values) if write else message.id


def clean(text: str) -> str:
    """``text`` without what a terminal or an editor would obey: control, format and surrogate characters."""
    return "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " "
        for character in text
    )


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list | tuple) and value and all(isinstance(part, int) for part in value):
        return f"({', '.join(map(str, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    return "" if value is None else clean(str(value))


def _figures(values: Mapping[str, str], what: str) -> str:
    if "got" not in values:
        return f"{values['path']} {what}."
    count = f" ({values['wrong']} of {values['total']} entries)" if values.get("total", "1") not in ("1", "") else ""
    return f"{values['path']} {what}{count}: expected {values['expected']}, got {values['got']}."


def _kind(values: Mapping[str, str]) -> str:
    got, expected = (
        KINDS.get(kind, f"an object of the type {kind}")
        for kind in (values.get("got", "none"), values.get("expected", "other"))
    )
    return f"{values['path']} is {got}, where {expected} is expected."


def _shape(values: Mapping[str, str]) -> str:
    if "got" not in values:
        return f"{values['path']} has the wrong shape."
    return f"{values['path']} has the shape {values['got'] or '()'}, where {values['expected'] or '()'} is expected."


def _length(values: Mapping[str, str]) -> str:
    if "got" not in values:
        return f"{values['path']} has the wrong number of entries."
    return f"{values['path']} has {values['got']} entries, where {values['expected']} are expected."


def _raised(values: Mapping[str, str]) -> str:
    text = f": {values['text']}" if values.get("text") else ""
    place = f" in line {values['line']} of cell {values['cell']}, «{values['code']}»" if values.get("cell") else ""
    return f"{values['type']}{text if place else text.rstrip('.')}{place}."


def _undefined(values: Mapping[str, str]) -> str:
    similar = f" It defines {values['similar']}: is the name mistyped?" if values.get("similar") else ""
    return f"The notebook does not define {values['name']}.{similar}"


SENTENCES: dict[str, Callable[[Mapping[str, str]], str]] = {
    "value": lambda values: _figures(values, "differs"),
    "nan": lambda values: _figures(values, "is NaN where a number is due"),
    "infinite": lambda values: _figures(values, "is infinite"),
    "shape": _shape,
    "kind": _kind,
    "none": _kind,
    "length": _length,
    "too-few-values": lambda values: f"Too few values are returned: {values['expected']} are expected.",
    "missing-key": lambda values: f"{values['path']} lacks the key {values['key']}.",
    "too-deep": lambda values: f"{values['path']} is nested too deeply.",
    "raised": _raised,
    "undefined": _undefined,
    "blank": lambda values: "Still as it was handed out.",
    "timeout": lambda values: f"It ran longer than {values['seconds']} seconds: an endless loop?",
    "memory": lambda values: f"It asked for more than {int(values['bytes']) // 1024**2} MB of memory.",
    "crashed": lambda values: "It ended the process that ran it.",
    "skipped": lambda values: f"Not graded: it needs {values['needs']}, which is not installed here.",
    "unreadable": lambda values: f"It cannot be read: {UNREADABLE.get(values['reason'], values['reason'])}.",
    "unrecognised": lambda values: "It defines no graded function of any assignment.",
    "follows-from-own": lambda values: f"Right after an earlier slip, and counted: {values['path']}.",
    "variant": lambda values: values["remark"],
    "unconfirmed": lambda values: f"Right for the known inputs alone, which earns nothing: {values['path']}.",
}
