"""Picks the statements that some names need: the smallest part of a notebook that can be run in its stead."""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from types import CodeType
from typing import NamedTuple

from .effects import Effect
from .flow import NOTHING, Uses
from .program import Fault, Program, Statement, file_name


@dataclass(frozen=True)
class Slice:
    """The part of a notebook that some names need, in the notebook's order.

    Parameters
    ----------
    statements
        What is to be run.
    rest
        What else could bind a needed name that no statement is seen to bind: star imports of unknown modules; all
        other statements where ``exec``, ``globals()``, ``%run`` or a ``global`` declaration stand among them. They
        are to be run too, each in its place among the others, and may fail.
    """

    statements: tuple[Statement, ...]
    rest: tuple[Statement, ...] = ()


def slice_for(program: Program, names: Iterable[str], exports: Callable[[str], frozenset[str] | None]) -> Slice:
    """The statements that make names of a notebook what they are at its end.

    A name stands for its last binding and all changes to it since. What a statement reads as it runs has to be there
    before it; what a function reads has to be there when it is called: for the asked functions at the end of the
    notebook, for others also when a needed statement may call them.

    Parameters
    ----------
    program
        The notebook.
    names
        The graded functions, or any other names. One that the notebook does not bind adds nothing.
    exports
        What a star import of a module binds; None if the module is not known.
    """
    slicer = _Slicer(program, exports)
    slicer.need(names)
    return Slice(tuple(slicer.statements()), tuple(slicer.rest()))


def compiled(statement: Statement) -> CodeType:
    """The code of one statement, with the file name and the lines of its cell.

    Raises
    ------
    SyntaxError
        If its cell does not parse, or if the statement does not compile.
    """
    name = file_name(statement.cell)
    if statement.error is not None:
        raise SyntaxError(statement.error.message, (name, statement.error.line, None, statement.error.text))
    assert statement.node is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = ast.Module(body=[statement.node], type_ignores=[])
        code: CodeType = compile(module, name, "exec", flags=statement.flags, dont_inherit=True)
    return code


class _Event(NamedTuple):
    """What happens to a name for the ``nth`` time."""

    name: str
    nth: int


class _History(NamedTuple):
    """Where a name is bound or changed.

    ``keeps`` tells of each place whether what was before it still counts; ``bound`` whether any place binds the name.
    """

    places: list[int]
    keeps: list[bool]
    bound: bool


class _Slicer:
    """Follows names to statements, and statements to names, until nothing is new.

    The nodes that are reached are statements, by their order, and events, which stand for a name as it is after
    them. Each is kept with the names that are read by functions which it may carry.
    """

    def __init__(self, program: Program, exports: Callable[[str], frozenset[str] | None]) -> None:
        self.program = program
        self.exports = {module: exports(module) for module in {star.module for _, star in program.stars}}
        self.histories: dict[str, _History] = {}
        self.reached: dict[int | _Event, frozenset[str]] = {}
        self.calls: list[tuple[int, frozenset[str]]] = []  # by new statements, of functions that read these names
        self.too_deep: set[int] = set()
        self.unbound: set[str] = set()

    def need(self, names: Iterable[str]) -> None:
        """Reach all that names need at the end of the notebook."""
        todo = [(name, len(self.program.statements)) for name in names]
        seen = set()
        while todo:
            name, time = todo.pop()
            if (name, time) in seen:
                continue
            seen.add((name, time))
            node = self.last(name, time)
            if node is None:
                continue
            self.reach(node)
            todo += [(later, time) for later in self.reached[node]]
            todo += [(later, place) for place, read in self.calls for later in read]
            self.calls.clear()

    def reach(self, start: int | _Event) -> None:
        """Reach a node and, before it, all that it needs at once; these stand above it in the notebook."""
        stack = [(start, self.needed_by(start), 0)] if start not in self.reached else []
        while stack:
            node, needed, done = stack.pop()
            while done < len(needed) and needed[done] in self.reached:
                done += 1
            if done < len(needed):
                stack.append((node, needed, done))
                stack.append((needed[done], self.needed_by(needed[done]), 0))
                continue
            carried: frozenset[str] = frozenset().union(*(self.reached[other] for other in needed))
            if isinstance(node, int):
                used = self.uses(node)
                self.calls.append((node, carried | used.called))
                carried |= used.later
            self.reached[node] = carried

    def needed_by(self, node: int | _Event) -> list[int | _Event]:
        if isinstance(node, int):
            found = [self.last(name, node) for name in self.uses(node).now]
            return [other for other in found if other is not None]
        history = self.histories[node.name]
        needed: list[int | _Event] = [history.places[node.nth]]
        if node.nth and history.keeps[node.nth]:
            needed.append(_Event(node.name, node.nth - 1))
        return needed

    def uses(self, place: int) -> Uses:
        try:
            return self.program.uses(place)
        except RecursionError:
            self.too_deep.add(place)
            return NOTHING

    def last(self, name: str, time: int) -> int | _Event | None:
        """What last happened to a name before a time; a cell that does not parse counts if nothing else did."""
        history = self.histories.get(name)
        if history is None:
            history = self.histories[name] = self.history(name)
        index = bisect_left(history.places, time)
        if index:
            return _Event(name, index - 1)
        broken = self.program.broken.get(name, [])
        index = bisect_left(broken, time)
        if index:
            return broken[index - 1]
        if not history.bound and not broken and name not in _BUILTINS:
            self.unbound.add(name)
        return None

    def history(self, name: str) -> _History:
        events = list(self.program.events.get(name, ()))
        for place, star in self.program.stars:
            if name in (self.exports[star.module] or ()):
                events.append((place, Effect.IMPORTS if star.whole else Effect.IMPORTS_PERHAPS))
        history = _History([], [], any(effect >= Effect.BINDS_PERHAPS for _, effect in events))
        own = False  # whether it is the notebook's own, so that its methods change something of the notebook
        for place, effect in sorted(events):
            if effect is Effect.CALLS and not own:
                continue
            # A module that is imported once more is the same module, with what has been changed in it.
            again = effect is Effect.IMPORTS and not own and history.keeps[-1:] == [True]
            history.places.append(place)
            history.keeps.append(again or effect < Effect.BINDS)
            if effect >= Effect.BINDS_PERHAPS:
                own = effect in (Effect.BINDS, Effect.BINDS_PERHAPS)
        return history

    def statements(self) -> Iterator[Statement]:
        for place in sorted(node for node in self.reached if isinstance(node, int)):
            statement = self.program.statements[place]
            if place in self.too_deep:
                fault = Fault("too deeply nested", statement.line, "")
                statement = replace(statement, node=None, error=fault)
            yield statement

    def rest(self) -> list[Statement]:
        """What may bind the names that are needed and that nothing is seen to bind."""
        if not self.unbound:
            return []
        others = [each for each in self.program.statements if each.node is not None and each.order not in self.reached]
        if self.is_dynamic():
            return others
        unknown = {place for place, star in self.program.stars if self.exports[star.module] is None}
        return [statement for statement in others if statement.order in unknown]

    def is_dynamic(self) -> bool:
        """Whether the notebook holds what may bind any name, or a function that declares an unbound one global."""
        cells = {number for number, source in self.program.sources.items() if _DYNAMIC.search(source)}
        nodes = [statement.node for statement in self.program.statements if statement.cell in cells and statement.node]
        return any(_binds_any(inner, self.unbound) for node in nodes for inner in ast.walk(node))


_BUILTINS = frozenset(dir(builtins)) | {"__name__", "__doc__", "__builtins__", "__annotations__", "__package__"}
_BINDING_CALLS = frozenset(["eval", "exec", "execfile", "get_ipython", "globals", "locals", "setattr", "vars"])
_DYNAMIC = re.compile(r"global|%|" + "|".join(_BINDING_CALLS))


def _binds_any(node: ast.AST, names: set[str]) -> bool:
    """Whether a node is one that binds names which cannot be seen, or declares one of these names global."""
    if isinstance(node, ast.Name):
        return node.id in _BINDING_CALLS
    return isinstance(node, ast.Global) and not names.isdisjoint(node.names)
