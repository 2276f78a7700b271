"""Who handed a file in, as the name tells that a platform gives it when it packs submissions into a zip.

Only what the platform writes is believed: of a name that can be read in two ways, since a student chooses the rest of
it, nobody is the sender.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<id>[0-9]+)_assignsubmission_file(?:_(?P<rest>.*))?", re.DOTALL)
"""A folder of each participant, or the beginning of each file's name; in names Moodle writes no underscore.

`Ada Lovelace_1234_assignsubmission_file_/regularization.ipynb`; since Moodle 4.1 without the last underscore.
"""

CANVAS = re.compile(r"(?P<name>.*?)_(?:LATE_)?(?P<id>[0-9]+)_(?P<file>[0-9]+)_(?P<rest>.+)", re.DOTALL)
"""`lovelaceada_LATE_1234_56789_regularization.ipynb`: the user's number, then the file's."""

ANONYMOUS = re.compile(r"(?:LATE_)?(?P<name>anon)_(?P<id>[A-Za-z0-9]{5})_(?P<file>[0-9]+)_(?P<rest>.+)", re.DOTALL)
"""`anon_x7Kp2_56789_regularization.ipynb`, where Canvas grades anonymously."""

BLACKBOARD = re.compile(
    r".+?_(?P<name>)(?P<id>[^_]+)_attempt_(?P<time>[0-9]{4}(?:-[0-9]{2}){5})(?:[_.](?P<rest>.*))?", re.DOTALL
)
"""`ps1_ada_attempt_2026-11-30-15-00-00_regularization.ipynb`, the example in nbgrader's `zip_collect` too."""

NUMBER = re.compile(r"[0-9]+_")


@dataclass(frozen=True)
class Sender:
    """Who handed a file in: the platform, and what it calls the student there, by number (or login) and name."""

    platform: str
    id: str
    name: str

    @property
    def student(self) -> str:
        """What the student is called here: a name to recognise, and the number that no other has."""
        return f"{self.name}-{self.id}" if self.name else self.id


def sender(place: str) -> Sender | None:
    """Tell who handed in the file at a place in a zip, or in the folder that it was unpacked to."""
    first, *deeper = PurePosixPath(place).parts or ("",)
    if match := MOODLE.fullmatch(first):
        return Sender("moodle", match["id"], match["name"])
    return None if deeper else _flat(first)  # what lies deeper is the student's; only Moodle makes folders


def _flat(name: str) -> Sender | None:
    if match := CANVAS.fullmatch(name):
        # Were the name `x_99`, all behind it would seem to be of the user 99: then nobody's.
        return None if NUMBER.match(match["rest"]) else Sender("canvas", match["id"], match["name"])
    if match := ANONYMOUS.fullmatch(name):
        return Sender("canvas", match["id"], match["name"])
    if match := BLACKBOARD.fullmatch(name):
        return Sender("blackboard", match["id"], match["name"])
    return None
