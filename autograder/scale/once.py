"""What need not be graded, since that was done before, or since another notebook is the same."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import PurePath
from typing import Protocol, TypeVar

from ..intake import Found, glimpse, load, weight
from ..model import Fate, Result, Submission
from ..outlets.folder import Line
from ..rooms import Settings
from ..secret import set_of
from .cores import cores


class Names(Protocol):
    """What results call submissions: other names than they have, where these stay with the staff."""

    def known_as(self, found: Found) -> tuple[str, str]: ...

    def digest(self, sha256: str) -> str | None: ...


Grading = Callable[[Sequence[Found], Settings], Iterator[Result]]

AT_ONCE, SHARE = 256, 16
"""Submissions that are looked at together, few of a class; and by one thread, for to hand one over takes longer."""

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """A line of an earlier run that holds still, and the submission of these bytes that it is of."""

    line: Line
    found: Found
    sha256: str


def parted(found: Sequence[Found], earlier: Sequence[Line], most: int, people: Names) -> tuple[list[Kept], list[Found]]:
    """The earlier lines that hold still, since their files and students are the same, and what is to be graded.

    Whether a file is the same its bytes say: its size and time stay as they are in more than one way of changing it.
    """
    by_name = {people.known_as(each): each for each in found}
    told = {by_name[name]: line for line in earlier if (name := _name(line.result)) in by_name}
    same = {
        each: Kept(line, each, digest)
        for (each, line), digest in zip(told.items(), _digests(list(told), most), strict=True)
        if digest and people.digest(digest) == line.result.sha256
    }
    return list(same.values()), [each for each in found if each not in same]


def graded_once(found: Sequence[Found], settings: Settings, grading: Grading) -> Iterator[Result]:
    """The result of every submission, in the order of completion; of those that are alike, one is graded for all."""
    groups = _alike(found, settings)
    group_of = {each: group for group in groups for each in group.waiting}
    chosen = {each for group in groups for each in group.chosen()}
    now = [each for each in found if each in chosen or each not in group_of]
    while now:
        in_group = {(each.shown, each.student): each for each in now if each in group_of}
        for result in grading(now, settings):
            yield result
            each = in_group.get(_name(result))
            if each is not None:
                yield from group_of[each].settled(each, result)
        now = [each for group in groups for each in group.chosen()]


@dataclass
class Alike:
    """Submissions of the same bytes, met with the same helpers, as long as they wait for a result.

    Those with the same set of cases have the same result. Which set a student has depends on the assignment, and which
    assignment it is comes out when one is graded: before that, all of these that could be asked the same wait for one.
    """

    settings: Settings
    sha256: str
    waiting: list[Found]
    assignments: Sequence[str]

    def chosen(self) -> list[Found]:
        """Those to be graded now, so that each of the others has a chance to be like one of them."""
        chosen: dict[Found, Sequence[int]] = {}
        left = []
        for each in self.waiting:
            sets = [self._set(each, name) for name in self.assignments]
            if any(one == other for others in chosen.values() for one, other in zip(sets, others, strict=True)):
                left.append(each)
            else:
                chosen[each] = sets
        self.waiting = left
        return list(chosen)

    def settled(self, graded: Found, result: Result) -> Iterator[Result]:
        """The results of those that wait and can have no other than this one had."""
        if result.sha256 != self.sha256:  # the file has changed since, or the grader's processes were killed with it
            self.assignments = ()
            return
        waiting, self.waiting = self.waiting, []
        if result.status is Fate.GRADED and result.assignment:
            self.assignments = (result.assignment,)
        for each in waiting:
            if result.status is not Fate.GRADED or result.public_only or self._like(each, graded):
                yield replace(result, submission=each.shown, student=each.student)
            else:
                self.waiting.append(each)

    def _like(self, each: Found, other: Found) -> bool:
        (assignment,) = self.assignments
        return self._set(each, assignment) == self._set(other, assignment)

    def _set(self, each: Found, assignment: str) -> int:
        return set_of(self.settings.secret, each.student, assignment) if self.settings.secret else 0


def _alike(found: Sequence[Found], settings: Settings) -> list[Alike]:
    """The groups of submissions that are alike but for their names and students."""

    def circumstances(each: Found) -> Hashable:
        helpers = "" if settings.made_with else PurePath(each.shown).parent  # they lie beside each notebook
        return each.folder, each.shown.lower().endswith(".py"), helpers

    def shared(each: Sequence[Found], looks: Iterable[Hashable]) -> list[Found]:
        """Those that look like another one."""
        known = [hash((circumstances(one), look)) for one, look in zip(each, looks, strict=True)]
        often = Counter(known)
        return [one for one, look in zip(each, known, strict=True) if often[look] > 1]

    heavy = shared(found, map(weight, found))
    suspects = shared(heavy, _on_all_cores(glimpse, heavy))
    groups = defaultdict(list)
    for each, digest in zip(suspects, _digests(suspects, settings.limits.notebook), strict=True):
        if digest:
            groups[circumstances(each), digest].append(each)
    return [
        Alike(settings, digest, group, settings.assignments) for (_, digest), group in groups.items() if len(group) > 1
    ]


def _name(result: Result) -> tuple[str, str]:
    return result.submission, result.student


def _digests(found: Sequence[Found], most: int) -> Iterator[str | None]:
    """The digest of each submission's bytes, as a result has it; None where they cannot be had."""
    return _on_all_cores(partial(_digest, most=most), found)


def _on_all_cores(look: Callable[[Found], T], found: Sequence[Found]) -> Iterator[T]:
    """What a look at each file gives: all cores read and compute, for neither needs Python's lock."""
    if not found:
        return
    from concurrent.futures import ThreadPoolExecutor

    def looked(some: Sequence[Found]) -> list[T]:
        return list(map(look, some))

    with ThreadPoolExecutor(len(cores())) as pool:
        for start in range(0, len(found), AT_ONCE):
            some = found[start : start + AT_ONCE]
            shares = [some[number : number + SHARE] for number in range(0, len(some), SHARE)]
            yield from chain.from_iterable(pool.map(looked, shares))


def _digest(found: Found, most: int) -> str | None:
    loaded = load(found, most)
    return hashlib.sha256(loaded.data).hexdigest() if isinstance(loaded, Submission) else None
