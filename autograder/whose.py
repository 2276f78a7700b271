"""Whose a notebook is, where neither nbgrader's tree nor a platform's name tells: its file's name, or its folder's.

Of all notebooks below one folder, or in one zip, that was named to be graded:

1. A folder that is called as work is, after an assignment, `week1`, `submission` or a date, is nobody's. A notebook's
   *own folder* is the nearest other one that it lies in, below the top.
2. A notebook called after an assignment is of the student that its own folder is called after.
3. So is every notebook with an own folder, if one name of a file is in at least two own folders, in no fewer than a
   typical one (the median) holds names, and than there are names outside of own folders: `ada/homework.ipynb` and
   `bob/homework.ipynb`, but not two groups' folders of many students' files. All names of assignments count as one.
4. Any other one is of the student that its file is called after.

A median, since one student who hands in a dozen files shall not change what the others are called.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath
from statistics import median

WORK = re.compile(
    r"(?:assignment|attempt|chapter|exercise|homework|hw|lab|lecture|lesson|module|notebook|part|problem|session|sheet"
    r"|submission|submitted|task|try|unit|version|week|wk)(?:s|es)?[\W_]*[0-9]*"
    r"|code|src|/|\.+"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}.*"
    r"|第?[0-9一二三四五六七八九十]+(?:周|次|章|课|讲).*"
    r"|第?(?:周|作业|实验|练习|提交)[0-9一二三四五六七八九十]*",
    re.IGNORECASE | re.DOTALL,
)
"""Names of folders that are no student's. One that is missing here harms only where such a folder holds few files."""

Place = tuple[str, ...]


def students(places: Sequence[Place], assignments: Collection[str]) -> list[tuple[str, bool]]:
    """The student of each notebook at these places below the top, and whether it is called after a folder."""
    own = [_own(place, assignments) for place in places]
    names = [PurePosixPath(place[-1]).stem for place in places]
    folders_tell = _folders_tell(own, [name if name not in assignments else "" for name in names])
    return [
        (folder[-1], True) if folder and (folders_tell or name in assignments) else (name, False)
        for folder, name in zip(own, names, strict=True)
    ]


def _own(place: Place, assignments: Collection[str]) -> Place:
    """The nearest folder that may be a student's; nothing where there is none."""
    for end in range(len(place) - 1, 0, -1):
        if place[end - 1] not in assignments and not WORK.fullmatch(place[end - 1]):
            return place[:end]
    return ()


def _folders_tell(own: Sequence[Place], names: Sequence[str]) -> bool:
    held: dict[Place, set[str]] = defaultdict(set)
    for folder, name in zip(own, names, strict=True):
        held[folder].add(name)
    outside = held.pop((), set())
    if not held:
        return False
    widest = max(Counter(name for inside in held.values() for name in inside).values())
    return widest >= max(2, median(map(len, held.values())), len(outside))
