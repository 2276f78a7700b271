"""The nouns of the house: what is graded, and what came of it. Frozen data, no I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

Value = Any
"""What a graded function takes or gives: None, bool, int, float, str, list, tuple, dict or a plain array."""

Inputs = tuple[Value, ...]


# --- what is graded ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tolerance:
    """How far a figure may be off: ``abs(got - expected) <= atol + rtol * abs(expected)``."""

    rtol: float = 1e-6
    atol: float = 1e-8
    reason: str = "double precision leaves far more than six digits, and the order of the operations is the student's"


@dataclass(frozen=True)
class Output:
    """One part of an answer, judged and weighted by itself.

    Parameters
    ----------
    name
        What the student calls it, as in ``dW1``.
    path
        Where it stands in the value that the function returns: ``("dW1",)`` in a dict, ``(1, 4)`` for the fifth
        entry of the second part of a tuple; ``()`` is the whole value.
    follow
        What this output would have to be, given the inputs of the case and the student's own outputs by name. Where it
        is given, an output that follows rightly from the student's own earlier slip is right: one slip costs once.
        Own outputs come as arrays of doubles with no more dimensions or entries than the right ones, or as dicts of
        such arrays; others are absent. Nothing of it may be written to: arrays of hidden cases lie in a file.
    given
        The notebook's own code computes it, not the student's: it earns only in step with the student's outputs of the
        case, so code that was handed out earns nothing, and losing it costs its weight.
    """

    name: str
    path: tuple[str | int, ...] = ()
    weight: float = 1.0
    tolerance: Tolerance | None = None
    follow: Callable[[Inputs, Mapping[str, Value]], Value] | None = None
    given: bool = False


@dataclass(frozen=True)
class Public:
    """A case that the student may see: fixed inputs, figures fixed in the assignment.

    ``expected`` maps the names of the exercise's outputs to figures; for an exercise of one whole output it may be the
    bare figure. ``seed`` goes to NumPy's global generator just before the call. ``driver`` names the file of
    ``drivers/`` whose ``drive`` makes the call; without one the function is called with the inputs, by position.
    ``tolerance`` stands in for that of the outputs, where this case wants another.
    """

    name: str
    inputs: Inputs
    expected: Value
    seed: int = 1
    weight: float = 1.0
    driver: str | None = None
    tolerance: Tolerance | None = None


@dataclass(frozen=True)
class Drawn:
    """Hidden cases: ``count`` inputs drawn from the course's secret; the reference solution gives the figures.

    Where ``telling`` is False the tolerance is no more than a threshold, which some constant passes too: then the case
    earns only what a telling one confirms, as public cases do.
    """

    name: str
    draw: Callable[[np.random.Generator], Inputs]
    count: int = 1
    seed: int = 1
    weight: float = 1.0
    driver: str | None = None
    tolerance: Tolerance | None = None
    telling: bool = True


@dataclass(frozen=True)
class Variant:
    """An answer that is right in another way than the reference.

    ``accepts`` sees, for all cases of the exercise, the inputs and the student's outputs by name, as `Output.follow`
    does. ``remark`` is the sentence that the student reads.
    """

    id: str
    remark: str
    accepts: Callable[[Sequence[tuple[Inputs, Mapping[str, Value]]]], bool]


@dataclass(frozen=True)
class Misconception:
    """A known wrong way to do an exercise, as a small edit of its solution.

    It serves three times: as the hint that a student gets whose answers are the same, as a mutant that the audit must
    see caught, and as a row of the class report.

    Parameters
    ----------
    look, hint
        The two hints, in a teacher's voice: where to look, and what is wrong. Neither gives code.
    replace
        Edits of the solution's text, one after the other: every occurrence of a key becomes its value.
    unseen
        Why no public case shows it, where none does.
    unnamed
        Why its answers cannot be told from those of another, where they cannot.
    """

    id: str
    look: str
    hint: str
    replace: Mapping[str, str]
    unseen: str = ""
    unnamed: str = ""


@dataclass(frozen=True)
class Exercise:
    """One graded function, class or value: its name is the function's, its points are nbgrader's points.

    Parameters
    ----------
    parameters
        The names of the function's parameters (of a class: those of its ``__init__`` but ``self``), by which
        assignments that share a function name are told apart.
    stubs
        The function as older layouts hand it out unfilled; comments and docstrings do not count.
    aliases
        Other names of the function in real notebooks, as misspelt ones that were handed out.
    needs
        A distribution that the exercise needs beyond those of its assignment, as an optional library.
    misconceptions
        The known wrong ways to do it.
    factors
        Numbers of a case by their names in the formula, as ``m`` or ``keep_prob``: an answer that is right but for such
        a factor is diagnosed by them.
    term
        A part of what is due for some outputs, by their names, and what it is called (``"the penalty"``): an answer
        that is off by this part alone is diagnosed so.
    equivalents
        Changed statements of the solution that are right all the same, each with the reason: what the audit changes
        by itself and nothing catches has to stand here.
    beside
        Other names of the notebook that its cases use: the drivers see them, as the submission binds them.
    """

    name: str
    points: float
    parameters: tuple[str, ...]
    cases: tuple[Public | Drawn, ...]
    outputs: tuple[Output, ...] = (Output("the result"),)
    tolerance: Tolerance = Tolerance()
    variants: tuple[Variant, ...] = ()
    stubs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    needs: str | None = None
    misconceptions: tuple[Misconception, ...] = ()
    factors: Callable[[Inputs], Mapping[str, float]] | None = None
    term: tuple[str, Callable[[Inputs], Mapping[str, Value]]] | None = None
    equivalents: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """What one notebook is graded on.

    Parameters
    ----------
    helpers
        Staff modules that the notebook imports, by file name without ``.py``; their text goes to the sandbox.
    stand_ins
        Other names of staff modules in real notebooks, each with the helper that stands in for it, or None for an
        empty module.
    distributions
        What a submission may import beside the standard library, as distribution names.
    short_secrets
        Solution statements of under 8 tokens, each with the reason why the leak scan may pass over it.
    """

    name: str
    title: str
    exercises: tuple[Exercise, ...]
    helpers: tuple[str, ...] = ()
    stand_ins: Mapping[str, str | None] = field(default_factory=dict)
    distributions: tuple[str, ...] = ("numpy",)
    short_secrets: Mapping[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)


# --- how it is asked, and what the sandbox answers --------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """One case as it is asked: a public one, or one draw of a drawn one.

    ``expected`` holds the right figures by output name; it never enters the sandbox.
    """

    name: str
    public: bool
    inputs: Inputs
    expected: Mapping[str, Value]
    seed: int = 1
    weight: float = 1.0
    driver: str | None = None
    tolerance: Tolerance | None = None
    telling: bool = True


@dataclass(frozen=True)
class Opaque:
    """Stands for a part of an answer that is none of the kinds of `Value`, such as a string array or a generator."""

    kind: str


@dataclass(frozen=True)
class Returned:
    """The submission gave a value back."""

    value: Value
    printed: str = ""


@dataclass(frozen=True)
class Raised:
    """The submission raised; ``cell``, ``line`` and ``code`` are the student's own innermost line, where there is one.

    ``text`` is the exception's message, empty for hidden cases: it could carry their inputs out.
    """

    type: str
    text: str = ""
    cell: int | None = None
    line: int | None = None
    code: str = ""
    printed: str = ""


@dataclass(frozen=True)
class Undefined:
    """The submission does not define what was asked for; ``similar`` are names that it does define."""

    similar: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unfilled:
    """What was asked for is still the stub that was handed out."""


@dataclass(frozen=True)
class Broken:
    """A limit ended the exercise, or the process died: ``status`` is TIMEOUT, MEMORY or CRASHED."""

    status: "Status"
    message: "Message"


Answer = Returned | Raised | Undefined | Unfilled | Broken


# --- what came of it --------------------------------------------------------------------------------------------


class Status(StrEnum):
    """How an exercise or a case ended."""

    PASSED = "passed"
    PARTIAL = "partial"
    WRONG = "wrong"
    ERROR = "error"
    MISSING = "missing"
    BLANK = "blank"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Message:
    """What there is to say, as an id and its values; the outlets put it into words."""

    id: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Side:
    """Figures as a page shows them: entries row by row, those that are not finite as ``"nan"``, ``"inf"``, ``"-inf"``.

    Of an array that is too large to be read there are no entries.
    """

    shape: tuple[int, ...]
    entries: tuple[float | str, ...]


@dataclass(frozen=True)
class Compared:
    """Expected and got figures of one array of a public case, side by side.

    Parameters
    ----------
    wrong
        The places, counted row by row, at which the two differ; empty where their shapes do.
    picture
        Where they differ, seen from afar: the share of wrong entries, 0 to 1, of at most 24 by 24 fields.
    """

    path: str
    expected: Side
    got: Side
    wrong: tuple[int, ...] = ()
    picture: tuple[tuple[float, ...], ...] = ()


class Hints(StrEnum):
    """How much of a diagnosis is shown: nothing, where to look, or also what is wrong."""

    NONE = "none"
    FIRST = "first"
    BOTH = "both"


@dataclass(frozen=True)
class Diagnosis:
    """What went wrong: ``look`` says where to look, ``hint`` what is wrong; ``values`` are for their ``{places}``.

    ``id`` is that of a misconception, or of one of the diagnoses that need no table.
    """

    id: str
    look: str
    hint: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What came of one case. ``credit`` is the share of its weight that it earned, 0 to 1.

    ``compared`` are the wrong figures of a public case.
    """

    name: str
    public: bool
    status: Status
    credit: float = 0.0
    weight: float = 1.0
    message: Message | None = None
    remarks: tuple[Message, ...] = ()
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True)
class Mark:
    """What the grader itself gives for an exercise."""

    status: Status
    score: float
    max_score: float


@dataclass(frozen=True)
class Override:
    """What a person decided about an exercise, or about a written answer.

    ``instead_of`` is what the grader gives, which the decision stands in for; None of a written answer, which the
    grader has no view of.
    """

    points: float
    comment: str = ""
    who: str = ""
    instead_of: Mark | None = None


@dataclass(frozen=True)
class ExerciseResult:
    """What came of one exercise, with what its public cases printed.

    There is more than one diagnosis where several things went wrong at once. ``fingerprint`` is the same for two
    answers whose text differs in layout, comments and docstrings only; empty where nothing is defined. Where a person
    decided, ``status``, ``score`` and ``max_score`` are those of the decision. A written answer that a person has
    graded stands among the exercises, by the id of its cell.
    """

    name: str
    status: Status
    score: float
    max_score: float
    cases: tuple[Verdict, ...] = ()
    message: Message | None = None
    remarks: tuple[Message, ...] = ()
    printed: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    fingerprint: str = ""
    override: Override | None = None

    @property
    def written(self) -> bool:
        """Whether it is a written answer."""
        return self.override is not None and self.override.instead_of is None


class Fate(StrEnum):
    """How a submission ended."""

    GRADED = "graded"
    UNREADABLE = "unreadable"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True)
class Submission:
    """One file that was handed in: where it was found, whose it is, its bytes."""

    path: str
    student: str
    data: bytes
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one submission.

    ``public_only`` says that no hidden case was at hand; ``made_with`` is a digest of all that the result depends on
    beside the submission and its student.
    """

    submission: str
    student: str
    sha256: str
    status: Fate
    assignment: str | None = None
    score: float = 0.0
    max_score: float = 0.0
    seconds: float = 0.0
    exercises: tuple[ExerciseResult, ...] = ()
    message: Message | None = None
    public_only: bool = False
    made_with: str = ""
