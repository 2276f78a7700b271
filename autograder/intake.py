"""Finds what was handed in: a notebook, a folder or zip of notebooks, an nbgrader ``submitted/`` tree."""

import errno
import hashlib
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath

from .language import _, plural
from .model import Fate, Message, Result, Submission
from .senders import sender
from .whose import Place, students

ENDINGS = (".ipynb", ".py")
Owner = tuple[str, str]
"""A student, and the folder that a submission lies in, which may be called after the assignment."""

SKIPPED = {".ipynb_checkpoints", "__pycache__", "__MACOSX", ".git"}


COMPRESSED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""How files in a zip may be compressed. From other ways `zipfile` unpacks all at once, however little is asked for."""

MOST_IN_ZIP = 100_000
"""A zip of more files is no class, and its table of contents alone may fill the memory."""

GLIMPSES, GLIMPSE = 2, 4096
"""Places of a file that are looked at, and bytes of each: two notebooks of one size that differ are mostly told apart
by these."""


ZIPS_NAMED = 3
"""Zips within folders that are named where they are not looked into; of more it is said how many there are."""


class NothingFound(Exception):
    """A path holds nothing to grade; the sentences say why."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was handed in, not yet opened; ``member`` is its name within the zip file ``path``."""

    path: str
    student: str
    folder: str
    member: str | None = None

    @property
    def shown(self) -> str:
        return f"{self.path}/{self.member}" if self.member else self.path


def find(paths: Sequence[str], assignments: Sequence[str], closed: list[str] | None = None) -> list[Found]:
    """All submissions at the given paths, each folder's and zip's sorted by name; a file is found once.

    Zips within folders are not looked into; sentences about them are put into ``closed``.

    Raises
    ------
    NothingFound
        If a path does not exist, is neither notebook, folder nor zip, or holds no notebook.
    """
    found: list[Found] = []
    zips: list[Path] = []
    for path in map(Path, paths):
        within: list[Path] = []
        if path == Path() and "." not in paths:
            raise NothingFound(_("An empty path names nothing; for the folder that you are in, write a dot."))
        if path.is_dir():
            here = _in_tree(path, assignments, within)
        elif path.suffix == ".zip" and path.is_file():
            here = _in_zip(path, assignments)
        elif path.suffix in ENDINGS and path.is_file():
            here = [_alone(path)]
        elif (inside := again(str(path), path.stem)) and inside.member:
            here = [each for each in _in_zip(Path(inside.path), assignments) if each.member == inside.member]
        elif path.exists():
            raise NothingFound(
                _("{path} is neither a notebook (.ipynb, .py) nor a folder or zip file of notebooks.").format(path=path)
            )
        else:
            raise NothingFound(_("{path} does not exist.").format(path=path))
        if not here:
            raise NothingFound(_("{path} holds no notebook (.ipynb).").format(path=path), *_not_opened(within, paths))
        found += here
        zips += within
    if closed is not None:
        closed += _not_opened(zips, paths)
    return _once(found)


def _not_opened(zips: Sequence[Path], paths: Sequence[str]) -> list[str]:
    """A sentence about zips that were met in folders, but for those that are named themselves."""
    named = {os.path.realpath(path) for path in paths}
    closed = [str(path) for path in dict.fromkeys(zips) if os.path.realpath(path) not in named]
    if not closed:
        return []
    listed = _(", ").join(closed[:ZIPS_NAMED])
    if more := len(closed[ZIPS_NAMED:]):
        listed = f"{listed} {plural('and {n} more', 'and {n} more', more).format(n=f'{more:,}')}"
    told = plural(
        "{zips} is not looked into: name it to have it graded.",
        "{zips} are not looked into: name them to have them graded.",
        len(closed),
    )
    return [told.format(zips=listed)]


def _once(found: Sequence[Found]) -> list[Found]:
    """Each file once. A link lies where it is, not where it leads; its folder lies where that leads."""
    folder_of = cache(os.path.realpath)

    def place(each: Found) -> tuple[str, str, str | None]:
        folder, name = os.path.split(each.path)
        return folder_of(folder), name, each.member

    return list({place(each): each for each in reversed(found)}.values())[::-1]


def again(shown: str, student: str, folder: str = "") -> Found | None:
    """A file that was handed in, by what a result calls it, ``class.zip/ada.ipynb`` too; None where it is not there."""
    path = Path(shown)
    if path.is_file():
        return Found(shown, student, folder)
    for archive in path.parents:
        if archive.suffix == ".zip" and archive.is_file():
            return Found(str(archive), student, folder, member=path.relative_to(archive).as_posix())
    return None


def load(found: Found, most: int) -> Submission | Result:
    """The submission with its bytes, at most ``most`` of them; or a result that says why it cannot be had."""
    try:
        data = _member(found, most) if found.member else _file(found.path, most)
    except _Unfit as unfit:
        return _unreadable(found, unfit.reason)
    return Submission(found.shown, found.student, data, found.folder)


def beside(found: Found, name: str, most: int) -> bytes | None:
    """What a file of that name holds which lies beside a submission; None where there is none of at most that size."""
    try:
        if found.member:
            return _member(replace(found, member=str(PurePosixPath(found.member).with_name(name))), most)
        return _file(str(Path(found.path).with_name(name)), most)
    except _Unfit:
        return None


def changed(found: Found) -> float:
    """When the file of a submission was written, in seconds: its time on the disk, or that which its zip file has."""
    try:
        if found.member:
            year, month, day, hour, minute, second = _opened(found.path).getinfo(found.member).date_time
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
        return os.lstat(found.path).st_mtime
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return 0.0


def weight(found: Found) -> Hashable:
    """What differs where two files mostly do, and is known unopened: the size, and a checksum where a zip has one."""
    try:
        if found.member:
            member = _opened(found.path).getinfo(found.member)
            return member.file_size, member.CRC
        return os.lstat(found.path).st_size
    except (OSError, KeyError, zipfile.BadZipFile, ValueError):
        return found  # like no other


def glimpse(found: Found) -> Hashable:
    """What differs where two files of one `weight` mostly do, at little cost: some bytes of it."""
    if found.member:
        return None
    try:
        with _regular(found.path) as (descriptor, size):
            places = (size * number // (GLIMPSES + 1) for number in range(1, GLIMPSES + 1))
            return size, zlib.crc32(b"".join(os.pread(descriptor, GLIMPSE, place) for place in places))
    except (_Unfit, OSError):
        return found  # like no other


def foresee(found: Found, most: int) -> None:
    """Have the disk fetch a file of at most so many bytes that will be wanted soon: nobody waits for that here.

    Not a zip, of which a member may be the smallest part.
    """
    if found.member is None:
        with suppress(_Unfit, OSError), _regular(found.path) as (descriptor, size):
            if size <= most:
                os.posix_fadvise(descriptor, 0, size, os.POSIX_FADV_WILLNEED)


def text_of(path: str, most: int) -> str:
    """The file as text, for whoever looks for a place in it; empty where it cannot be had."""
    try:
        return _file(path, most).decode("utf-8", "replace")
    except _Unfit:
        return ""


def lost(found: Found) -> Result:
    """The result of a submission on which the grader's own processes die."""
    return _unreadable(found, "crashed")


def _unreadable(found: Found, reason: str) -> Result:
    nothing = hashlib.sha256(b"").hexdigest()
    message = Message("unreadable", {"reason": reason})
    return Result(found.shown, found.student, nothing, Fate.UNREADABLE, message=message)


class _Unfit(Exception):
    def __init__(self, reason: str) -> None:
        self.reason = reason


def _notebooks(folder: Path, zips: list[Path]) -> Iterator[Path]:
    """All notebooks below a folder, and all folders that cannot be looked into: their students shall not be missed.

    The zips there are put into ``zips``.
    `os.walk` would call itself for each level, and folders can be nested by the thousand.
    """
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                ordered = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
        except OSError:
            yield place
            continue
        yield from (place / name for name, is_folder in ordered if not is_folder and name.endswith(".ipynb"))
        zips += [place / name for name, is_folder in ordered if not is_folder and name.endswith(".zip")]
        waiting += [place / name for name, is_folder in reversed(ordered) if is_folder and name not in SKIPPED]


def _alone(path: Path) -> Found:
    return Found(str(path), *(_submitted(path) or (path.stem, _parent(path))))


def _submitted(path: Path) -> Owner | None:
    """In nbgrader's tree, ``submitted/student/assignment/notebook``, the student is a folder, wherever one begins."""
    parts = path.absolute().parts
    return (parts[-3], parts[-2]) if len(parts) > 3 and parts[-4] == "submitted" else None


def _parent(path: Path) -> str:
    return path.absolute().parts[-2]


def _in_tree(top: Path, assignments: Sequence[str], zips: list[Path]) -> list[Found]:
    """The notebooks below a folder, which may also be a zip of a platform that was unpacked; its zips as they are."""
    files = list(_notebooks(top, zips))
    places = [file.relative_to(top).parts or (top.name,) for file in files]
    told = [_told(place, assignments) or _submitted(file) for file, place in zip(files, places, strict=True)]
    owners = _owners(places, told, list(map(_parent, files)), assignments)
    return [Found(str(file), *owner) for file, owner in zip(files, owners, strict=True)]


def _told(parts: Sequence[str], assignments: Sequence[str]) -> Owner | None:
    """Who a platform's name or nbgrader's tree tells; whatever else lies there has no say in it."""
    if found := sender("/".join(parts)):
        return found.student, ""
    if len(parts) >= 3 and (parts[-2] in assignments or PurePosixPath(parts[-1]).stem == parts[-2]):
        return parts[-3], parts[-2]
    return None


def _owners(
    places: Sequence[Place], told: Sequence[Owner | None], folders: Sequence[str], assignments: Sequence[str]
) -> Iterator[Owner]:
    """The owner of each notebook below one top; of those of whom nothing is told, by all of these together.

    ``folders`` are what those are found in that are called after their files. Behind a student's own folder, the
    folder of the assignment is the nearest that is called after one.
    """
    untold = students([place for place, owner in zip(places, told, strict=True) if not owner], assignments)
    rest = iter(untold)
    for place, owner, folder in zip(places, told, folders, strict=True):
        if owner:
            yield owner
            continue
        student, by_folder = next(rest)
        named = next((part for part in reversed(place[:-1]) if part in assignments), "")
        yield (student, named if by_folder else folder)


def _in_zip(path: Path, assignments: Sequence[str]) -> list[Found]:
    _opened.cache_clear()
    try:
        listed = _opened(str(path)).namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise NothingFound(
            _("{path} cannot be opened as a zip file: {error}.").format(path=path, error=error)
        ) from error
    if len(listed) > MOST_IN_ZIP:
        raise NothingFound(
            _("{path} holds {count} files; more than {most} are no class.").format(
                path=path, count=len(listed), most=MOST_IN_ZIP
            )
        )
    names = sorted(name for name in listed if name.endswith(".ipynb"))
    names = [name for name in names if not SKIPPED.intersection(PurePosixPath(name).parts)]
    places = [PurePosixPath(name).parts for name in names]
    told = [_told(place, assignments) for place in places]
    owners = _owners(places, told, [""] * len(names), assignments)
    return [Found(str(path), *owner, member=name) for name, owner in zip(names, owners, strict=True)]


@lru_cache(maxsize=1)
def _opened(path: str) -> zipfile.ZipFile:
    """A zip file that stays open: to read its table of contents anew for each file would take hours for a large one."""
    return zipfile.ZipFile(path)


@contextmanager
def _regular(path: str) -> Iterator[tuple[int, int]]:
    """The descriptor of a regular file, and its size: a link may lead to what the student may not see."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise _Unfit("a-link" if error.errno == errno.ELOOP else "not-readable") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _Unfit("not-a-file")
        yield descriptor, status.st_size
    finally:
        os.close(descriptor)


def _file(path: str, most: int) -> bytes:
    """The bytes of a regular file."""
    with _regular(path) as (descriptor, size):
        if size > most:
            raise _Unfit("too-large")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(size + 1)  # not of `most`: so much room would be made for each
            if len(data) > size:  # it grew since
                data += file.read(most + 1 - len(data))
    if len(data) > most:
        raise _Unfit("too-large")
    return data


def _member(found: Found, most: int) -> bytes:
    """The bytes of a file in a zip; nothing is ever unpacked to disk, and no more than ``most`` bytes in memory."""
    assert found.member is not None
    if found.member.startswith("/") or ".." in PurePosixPath(found.member.replace("\\", "/")).parts:
        raise _Unfit("path-outside")
    try:
        archive = _opened(found.path)
        member = archive.getinfo(found.member)
        if member.file_size > most:
            raise _Unfit("too-large")
        if member.compress_type not in COMPRESSED:
            raise _Unfit("damaged-zip")
        with archive.open(member) as file:
            data = file.read(most + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        RuntimeError,
        EOFError,
        ValueError,
        KeyError,
    ) as error:
        raise _Unfit("damaged-zip") from error
    if len(data) > most:
        raise _Unfit("too-large")
    return data
