"""Reads what a person grades out of a notebook: its prose, and the pictures that its cells put out."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Dict, List, Tuple

from .reading import Unreadable, cells_of, decoded

PASSAGES, LONGEST, PROSE = 500, 50_000, 200_000
"""So many cells of prose are told, with so many characters each, and so many of all of them."""

PICTURES, LARGEST, TOGETHER = 100, 8_000_000, 40_000_000
"""So many pictures are told, with so many bytes each, and so many bytes of all of them."""

KINDS = ("image/png", "image/jpeg")

Passage = Tuple[int, str, str]
"""The number of a cell of prose among all cells, from 1; its id, nbgrader's where it has one; its text."""

Picture = Tuple[int, str, bytes]
"""The number of the cell that shows a picture, its kind, and its bytes; without bytes where it cannot be told."""


def prose(data: bytes) -> Tuple[List[Passage], List[Picture]]:
    """The prose and the pictures of a notebook, from top to bottom; a script has none.

    Raises
    ------
    Unreadable
        If it is no text, or nested too deeply.
    """
    try:
        cells = cells_of(json.loads(decoded(data)))
    except RecursionError:
        raise Unreadable("too-deep") from None
    except ValueError:
        cells = None
    passages: List[Passage] = []
    pictures: List[Picture] = []
    room, left = TOGETHER, PROSE
    for number, cell in enumerate(cells or [], 1):
        if not isinstance(cell, dict):
            continue
        if cell.get("cell_type") == "markdown" and len(passages) < PASSAGES:
            passages.append((number, _id(cell), _text(cell.get("source"))[: min(LONGEST, left)]))
            left -= len(passages[-1][2])
        for kind, encoded in _pictures(cell):
            if len(pictures) == PICTURES:
                break
            shown = _bytes(encoded) if kind in KINDS and len(encoded) < 2 * min(LARGEST, room) else b""
            room -= len(shown)
            pictures.append((number, kind[:40], shown))
    return passages, pictures


def _id(cell: Dict[str, Any]) -> str:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    given = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return _text(given if isinstance(given, str) else cell.get("id"))[:100]


def _text(source: Any) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return ""
    return source.encode("utf-8", "replace").decode()  # half a surrogate pair is no character


def _pictures(cell: Dict[str, Any]) -> List[Tuple[str, str]]:
    """The pictures of a cell, encoded: those that were pasted into prose, and those that code put out."""
    attachments, outputs = cell.get("attachments"), cell.get("outputs")
    bundles = list(attachments.values()) if isinstance(attachments, dict) else []
    for output in outputs if isinstance(outputs, list) else []:
        if isinstance(output, dict):
            # Formats before 4 have the kinds beside one another, and call them by shorter names.
            old = {f"image/{kind}": output[kind] for kind in ("png", "jpeg", "svg") if kind in output}
            bundles.append(output.get("data") or old)
    found = []
    for bundle in bundles:
        kinds = sorted(kind for kind in bundle if kind.startswith("image/")) if isinstance(bundle, dict) else []
        best = next((kind for kind in KINDS if kind in kinds), kinds[0] if kinds else None)
        if best is not None:
            found.append((best, _text(bundle[best])))
    return found


def _bytes(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded)[:LARGEST]
    except (binascii.Error, ValueError):
        return b""
