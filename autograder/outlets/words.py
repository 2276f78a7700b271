"""Puts messages into words: one sentence for each id, in the reader's language."""

import string
import unicodedata
from typing import Any

from ..language import N_, _
from ..model import Diagnosis, Hints, Message, Override, Status

UNREADABLE = {
    "empty": N_("the file is empty"),
    "encoding": N_("it is not UTF-8 text"),
    "not-json": N_("it is not JSON, which a notebook is written in"),
    "truncated": N_("it ends in the middle; it was probably not uploaded whole"),
    "not-a-notebook": N_("it is JSON, but no notebook"),
    "no-code": N_("it holds no code cell"),
    "too-deep": N_("it is nested too deeply"),
    "too-large": N_("it is larger than 64 MB"),
    "a-link": N_("it is a link to another file"),
    "not-readable": N_("it cannot be opened; its permissions may forbid it"),
    "not-a-file": N_("it is not a regular file"),
    "path-outside": N_("its name leads out of the zip file"),
    "damaged-zip": N_("the zip file is damaged there, encrypted, or compressed in a rare way"),
    "timeout": N_("reading it took longer than the limit"),
    "memory": N_("reading it took more memory than the limit"),
    "crashed": N_("reading it ended the process that read it"),
}

KINDS = {
    "none": N_("None"),
    "number": N_("a number"),
    "array": N_("an array of numbers"),
    "text": N_("a text"),
    "list": N_("a list or tuple"),  # which come back from the sandbox as one kind
    "tuple": N_("a tuple"),
    "dict": N_("a dict"),
    "complex": N_("a complex number"),
    "array-of-objects": N_("an array of objects"),
    "array-of-text": N_("an array of texts"),
    "array-of-complex": N_("an array of complex numbers"),
    "array-of-other": N_("an array of something else than numbers"),
    "integer-beyond-64-bits": N_("an integer of more than 64 bits"),
    "nested-too-deeply": N_("nested too deeply"),
    "TooLarge": N_("larger than an answer may be"),
    "other": N_("something else"),
}

STATUSES = {
    Status.PASSED: N_("passed"),
    Status.PARTIAL: N_("partial"),
    Status.WRONG: N_("wrong"),
    Status.ERROR: N_("error"),
    Status.MISSING: N_("missing"),
    Status.BLANK: N_("blank"),
    Status.TIMEOUT: N_("timeout"),
    Status.MEMORY: N_("memory"),
    Status.CRASHED: N_("crashed"),
    Status.SKIPPED: N_("skipped"),
}

SIGNS = {
    Status.PASSED: ("✓", "good"),
    Status.PARTIAL: ("◐", "part"),
    Status.WRONG: ("✗", "bad"),
    Status.ERROR: ("!", "bad"),
    Status.MISSING: ("?", "bad"),
    Status.BLANK: ("○", "plain"),
    Status.TIMEOUT: ("!", "bad"),
    Status.MEMORY: ("!", "bad"),
    Status.CRASHED: ("!", "bad"),
    Status.SKIPPED: ("–", "plain"),
}
"""A sign and a colour for each status, beside its word: nothing is said by a colour alone."""

SENTENCES = {
    "value": (
        N_("{path} differs ({wrong} of {total} entries): expected {expected}, got {got}."),
        N_("{path} differs: expected {expected}, got {got}."),
        N_("{path} differs."),
    ),
    "nan": (
        N_("{path} is NaN where a number is due ({wrong} of {total} entries): expected {expected}, got {got}."),
        N_("{path} is NaN where a number is due: expected {expected}, got {got}."),
        N_("{path} is NaN where a number is due."),
    ),
    "infinite": (
        N_("{path} is infinite ({wrong} of {total} entries): expected {expected}, got {got}."),
        N_("{path} is infinite: expected {expected}, got {got}."),
        N_("{path} is infinite."),
    ),
    "shape": (
        N_("{path} has the shape {got}, where {expected} is expected."),
        N_("{path} has the wrong shape."),
    ),
    "kind": (N_("{path} is {got}, where {expected} is expected."),),
    "none": (N_("{path} is None, where {expected} is expected."),),
    "length": (
        N_("{path} has {got} entries, where {expected} are expected."),
        N_("{path} has the wrong number of entries."),
    ),
    "too-few-values": (N_("Too few values are returned: {expected} are expected."),),
    "missing-key": (N_("{path} lacks the key {key}."),),
    "too-deep": (N_("{path} is nested too deeply."),),
    "raised": (
        N_("{type}: {text} in line {line} of cell {cell}, «{code}»."),
        N_("{type} in line {line} of cell {cell}, «{code}»."),
        N_("{type}: {text}."),
        N_("{type}."),
    ),
    "undefined": (
        N_("The notebook does not define {name}. It defines {similar}: is the name mistyped?"),
        N_("The notebook does not define {name}."),
    ),
    "blank": (N_("Still as it was handed out."),),
    "timeout": (N_("It ran longer than {seconds} seconds: an endless loop?"),),
    "memory": (N_("It asked for more than {megabytes} MB of memory."),),
    "crashed": (N_("It ended the process that ran it."),),
    "skipped": (N_("Not graded: it needs {needs}, which is not installed here."),),
    "unreadable": (N_("It cannot be read: {reason}."),),
    "unrecognised": (N_("It defines no graded function of any assignment."),),
    "other-assignment": (N_("It is a submission of {assignment}, and not of this assignment."),),
    "follows-from-own": (N_("Right after an earlier slip, and counted: {path}."),),
    "variant": ("{remark}",),
    "unconfirmed": (N_("Right for the known inputs alone, which earns nothing: {path}."),),
}
"""For each id its templates, from the one that says most: the first is said of which there are all values."""

OURS = ("outputs", "right", "wrong", "term")
"""Values of a diagnosis that are names of the assignment's, and can be looked up; others may be a student's."""


def say(message: Message | None) -> str:
    """The sentence for a message; whatever a student had a hand in is cleaned for a terminal."""
    if message is None:
        return ""
    values = _values(message)
    for template in SENTENCES.get(message.id, ()):
        if all(values.get(place) for place in places(template)):
            return _(template).format(**values)
    return message.id


def say_status(status: Status) -> str:
    """The word for how a case or an exercise ended."""
    return _(STATUSES[status])


def say_hints(diagnosis: Diagnosis, hints: Hints) -> tuple[str, ...]:
    """The sentences of a diagnosis that may be shown: where to look, then what is wrong."""
    templates = {Hints.NONE: (), Hints.FIRST: (diagnosis.look,), Hints.BOTH: (diagnosis.look, diagnosis.hint)}[hints]
    values = {name: _listed(value) if name in OURS else clean(value) for name, value in diagnosis.values.items()}
    return tuple(_(template).format(**values) for template in templates)


def say_override(override: Override) -> str:
    """What a person decided, in a sentence, with the name and the comment that were given."""
    mark, points = override.instead_of, f"{override.points:g}"
    who = clean(override.who) or _("A person")
    if mark is None:
        sentence = _("{who} gave {points}.").format(who=who, points=points)
    else:
        sentence = _("{who} gave {points} instead of {score}.").format(who=who, points=points, score=f"{mark.score:g}")
    return f"{sentence} {' '.join(clean(override.comment).split())}".strip()


def named(path: str) -> str:
    """A path in the reader's language, where the output's name is no code: ``step of W1[0, 2]``."""
    name, bracket, entry = path.partition("[")
    return f"{_(name)}{bracket}{entry}"


def places(template: str) -> list[str]:
    """The names in braces, in their order."""
    return [name for _text, name, _format, _conversion in string.Formatter().parse(template) if name]


def clean(text: str) -> str:
    """``text`` without what a terminal or an editor would obey: control, format and surrogate characters."""
    if text.isascii() and text.isprintable():  # nearly all there is, and a large class has much of it
        return text
    return "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " "
        for character in text
    )


def _values(message: Message) -> dict[str, str]:
    """The values of a message in words; empty where there is nothing to tell."""
    given = message.values
    values = {key: _shown(value) for key, value in given.items()}
    if isinstance(given.get("outputs"), list | tuple) and "path" not in values:
        values["path"] = _(", ").join(map(named, given["outputs"]))
    values["path"] = named(values.get("path", "")) or _("The result")
    match message.id:
        case "value" | "nan" | "infinite" if given.get("total") == 1:
            del values["total"]
        case "shape":
            values |= {key: values[key] or "()" for key in ("got", "expected") if key in values}
        case "kind" | "none":
            values |= {key: _kind(values[key]) for key in ("got", "expected") if key in values}
        case "raised" if not given.get("cell"):
            values["text"] = values.get("text", "").rstrip(".")
        case "memory":
            values["megabytes"] = str(int(given["bytes"]) // 1024**2)
        case "unreadable":
            reason = UNREADABLE.get(given["reason"])
            values["reason"] = _(reason) if reason else values["reason"]
        case "variant":
            remark = given["remark"]  # a sentence of the assignment's
            values["remark"] = _(remark)
    return values


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list | tuple) and value and all(isinstance(part, int) for part in value):
        return f"({', '.join(map(str, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list | tuple):
        return _(", ").join(map(_shown, value))
    return "" if value is None else clean(str(value))


def _listed(names: str) -> str:
    return _(", ").join(map(named, names.split(", ")))


def _kind(name: str) -> str:
    return _(KINDS[name]) if name in KINDS else _("an object of the type {kind}").format(kind=name)
