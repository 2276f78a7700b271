"""Makes exercises of what students have to write, and cases of what is asserted about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...assignments.draws.fixed import fixed
from ...model import Drawn, Exercise, Inputs, Public
from ...notebook.definitions import Definition
from ...notebook.program import understand
from ...notebook.reading import read
from ..notebooks import Place
from ..strip import strip
from .claims import Claim, claims
from .draft import Draft, Notebook, Role, binds, docstring, python, reads
from .equality import EQUAL
from .proof import OUTCOME, PASSES, VALUE, Proven, code_alone
from .regions import Marked, mark

LONGEST = 60
FILLED = "it is filled in"
"""The public case of an exercise that has none."""

SLIGHT = 1e-6
"""The weight of what is worth nothing where it comes from; the share of a case needs some."""


@dataclass(frozen=True)
class Book:
    """A notebook with the marked cells, by their places among all."""

    notebook: Notebook
    marked: Mapping[int, Marked]

    @property
    def graded(self) -> dict[str, int]:
        """The names that students make, each with the place of the cell that makes it; the last one counts."""
        return {name: index for index, marked in self.marked.items() for name in marked.names}

    def sources(self, blank: bool = False) -> Iterator[str]:
        """The code of the cells, with the solutions or, ``blank``, as students get it."""
        for index, draft in enumerate(self.notebook.cells):
            if draft.kind == "code" and draft.role in (Role.GIVEN, Role.SOLUTION):
                source = self.marked[index].source if index in self.marked else draft.source
                yield strip(source, draft.place) if blank else source


def with_regions(notebook: Notebook) -> Book:
    """Mark the solutions of all cells.

    Raises
    ------
    PipelineError
        If one cannot be marked, or cannot be taken out.
    """
    marked = {
        index: mark(draft.source, draft.marked, draft.place)
        for index, draft in enumerate(notebook.cells)
        if draft.role is Role.SOLUTION
    }
    for index, each in marked.items():
        strip(each.source, notebook.cells[index].place)
    return Book(notebook, marked)


def claims_by_exercise(book: Book) -> tuple[dict[str, list[Claim]], list[Draft | Claim]]:
    """The claims about each name that students make, and the tests that are about none."""
    origins = _origins(book)
    found: dict[str, list[Claim]] = {}
    stray: list[Draft | Claim] = []
    for draft in (each for each in book.notebook.cells if each.role is Role.TESTS):
        of_cell = claims(draft, origins.keys())
        if not of_cell:
            stray.append(draft)
        for claim in of_cell:
            name = _subject(book, draft, claim, origins)
            if name is None:
                stray.append(claim)
            else:
                found.setdefault(name, []).append(claim)
    return {name: found[name] for name in book.graded if name in found}, stray


def _origins(book: Book) -> dict[str, frozenset[str]]:
    """For each name that holds something of a student's, the graded names that it comes from."""
    graded = book.graded
    origins = {name: frozenset([name]) for name in graded}
    for draft in book.notebook.cells:
        tree = python(draft.source) if draft.kind == "code" and draft.role in (Role.GIVEN, Role.SOLUTION) else None
        for statement in tree.body if tree else ():
            from_students = [origins[name] for name in reads(statement) if name in origins]
            if from_students:
                for name in binds(statement) - graded.keys():
                    origins[name] = origins.get(name, frozenset()).union(*from_students)
    return origins


def _subject(book: Book, draft: Draft, claim: Claim, origins: Mapping[str, frozenset[str]]) -> str | None:
    """The graded name that a claim is about: of its question, if it reads one, and the last that stands there."""
    graded = book.graded
    candidates = frozenset[str]().union(*(origins.get(name, frozenset()) for name in claim.reads))
    mine = [name for name in candidates if book.notebook.cells[graded[name]].question == draft.question]
    order = list(graded)
    return max(mine or candidates, key=lambda name: (graded[name], order.index(name)), default=None)


def exercise(
    name: str, points: float, proven: Sequence[Proven], stub: Definition | None, bound: frozenset[str]
) -> Exercise:
    """An exercise with a case for each claim that the solution fulfils; ``bound`` are the names of the notebook."""
    kept = [each for each in proven if not each.trouble]
    cases: list[Public | Drawn] = []
    for each in kept:
        cases.append(_case(each, round(each.claim.points, 6) or SLIGHT, _name(each.claim, cases)))
    if not any(isinstance(case, Public) for case in cases):
        cases.insert(0, _filled(name, stub))
    used = frozenset[str]().union(*(each.claim.reads if each.apart else each.claim.whole for each in kept))
    return Exercise(
        name,
        points=points,
        parameters=stub.parameters if stub else (),
        cases=tuple(cases),
        tolerance=EQUAL,
        stubs=(stub.text,) if stub else (),
        beside=tuple(sorted((used & bound) - {name})),
    )


def _case(proven: Proven, weight: float, name: str) -> Public | Drawn:
    claim = proven.claim
    inputs: Inputs = (claim.statements, claim.expression) if proven.apart else (claim.outcome,)
    driver = VALUE if proven.apart else OUTCOME
    tolerance = claim.tolerance if proven.apart and claim.tolerance != EQUAL else None
    if claim.hidden:
        telling = proven.apart and not isinstance(proven.figure, bool)
        return Drawn(name, fixed(*inputs), weight=weight, driver=driver, tolerance=tolerance, telling=telling)
    return Public(
        name, inputs, proven.figure if proven.apart else PASSES, weight=weight, driver=driver, tolerance=tolerance
    )


def _name(claim: Claim, before: Sequence[Public | Drawn]) -> str:
    """What a case is called; of a hidden one that says nothing."""
    if claim.hidden:
        return f"hidden test {1 + sum(isinstance(case, Drawn) for case in before)}"
    text = claim.text.removeprefix("assert ").split("\n")[0]
    if len(text) > LONGEST or "\n" in claim.text:
        text = docstring(claim.draft.source).split("\n")[0]
    name = text if 0 < len(text) <= LONGEST else f"test {1 + len(before)}"
    again = sum(case.name == name or case.name.startswith(f"{name} (") for case in before)
    return f"{name} ({again + 1})" if again else name


def _filled(name: str, stub: Definition | None) -> Public:
    """A public case that an untouched exercise fails, for one whose tests are all hidden: it shows none of them."""
    if stub is None:
        return Public(FILLED, (f"assert {name} is not None, 'it is None'",), PASSES, weight=SLIGHT, driver=OUTCOME)
    code = "sorted(part.__code__.co_code for part in vars(made).values() if hasattr(part, '__code__'))"
    code = code if stub.text.startswith("class") else "made.__code__.co_code"
    text = f"_its = {name}\n{stub.text}\ncodes = [{code} for made in (_its, {name})]\n"
    text += "assert codes[0] != codes[1], 'it is as it was handed out'"
    return Public(FILLED, (text,), PASSES, weight=SLIGHT, driver=OUTCOME)


def stubs(book: Book) -> dict[str, Definition]:
    """The functions and classes as students get them, by name."""
    return understand(read(code_alone(book.sources(blank=True)), "notebook.ipynb")).definitions


def place_of(each: Draft | Claim) -> Place:
    return each.place if isinstance(each, Draft) else each.draft.place
