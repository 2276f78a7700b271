"""Packs a release into the archive that goes on a course page: ``autograder release --zip``."""

import io
import zipfile
from pathlib import Path

from ..language import _
from .notebooks import PipelineError, files

FOLDER = Path("build") / "handouts"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same release makes the same archive, byte by byte


def pack(course: Path, assignment: str, folder: Path) -> Path:
    """Write ``<assignment>.zip`` into a folder: the release as it lies there, in a folder of its own.

    Raises
    ------
    PipelineError
        If something is missing that students need, or the archive cannot be written.
    """
    found = files(course / "release" / assignment)
    missing = [each for each in (f"{assignment}.ipynb", "README.md", "requirements.txt") if each not in found]
    if missing:
        raise PipelineError(
            _(
                "release/{assignment} has no {files}, and students get nothing but the archive; write it in {folder}."
            ).format(assignment=assignment, files=_(", ").join(missing), folder=f"source/{assignment}")
        )
    archive = folder / f"{assignment}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        archive.write_bytes(_packed({f"{assignment}/{name}": data for name, data in found.items()}))
    except OSError as error:
        raise PipelineError(
            _("{file} cannot be written: {reason}.").format(file=archive, reason=error.strerror)
        ) from None
    return archive


def _packed(members: dict[str, bytes]) -> bytes:
    """A zip of these files. They are stored as they are: compressed bytes differ from one zlib to the next."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3  # whatever system it is made on
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, members[name])
    return data.getvalue()
