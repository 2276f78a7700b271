"""Staff code that arrives as text: helpers, stand-ins for their other names in real notebooks, and drivers."""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any, Callable, Dict, FrozenSet, Mapping, NamedTuple, Optional, Sequence

from ...notebook.program import Apart, learnt


class StaffModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds staff modules before any other; a module without text is empty.

    A release of another year may have had more in its helpers: a name that is not there costs only what calls it, not
    the import of those beside it.
    """

    def __init__(self, texts: Dict[str, str], stand_ins: Dict[str, Optional[str]]) -> None:
        self.texts = texts
        self.stand_ins = stand_ins

    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        if fullname in self.texts or fullname in self.stand_ins:
            return importlib.machinery.ModuleSpec(fullname, self)
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        source = name if name in self.texts else self.stand_ins[name]
        if source is not None:
            exec(compile(self.texts[source], source + ".py", "exec"), module.__dict__)
        module.__dict__.setdefault("__getattr__", lambda absent: lacking(name, absent))


def lacking(module: str, name: str) -> Callable[..., Any]:
    """What stands for a name that a staff module lacks: it says so when it is called."""
    if name.startswith("__"):
        raise AttributeError(name)

    def absent(*arguments: Any, **named: Any) -> Any:
        raise ImportError("cannot import name %r from %r" % (name, module))

    return absent


def install(texts: Dict[str, str], stand_ins: Dict[str, Optional[str]]) -> None:
    sys.meta_path.insert(0, StaffModules(texts, stand_ins))
    for name in [*texts, *stand_ins]:
        sys.modules.pop(name, None)


def exports(name: str) -> Optional[FrozenSet[str]]:
    """What ``from name import *`` binds; None where there is no such module here."""
    try:
        module = importlib.import_module(name)
    except BaseException:  # a library's program may even leave
        return None
    listed = getattr(module, "__all__", None)
    return frozenset(listed if listed is not None else (key for key in vars(module) if not key.startswith("_")))


class Drivers:
    """The functions that call a submission where plain inputs cannot: each is compiled when it is first asked for."""

    def __init__(self, texts: Dict[str, str]) -> None:
        self.texts = texts
        self.ready: Dict[str, Callable[..., Any]] = {}

    def drive(self, name: str) -> Callable[..., Any]:
        if name not in self.ready:
            names: Dict[str, Any] = {"__name__": name}
            exec(compile(self.texts[name], name + ".py", "exec"), names)
            self.ready[name] = names["drive"]
        return self.ready[name]


class Ready(NamedTuple):
    """What a warm parent has of an assignment: its drivers, and the cells of its release with their numbers."""

    drivers: Drivers
    cells: Mapping[str, Apart]
    numbers: Mapping[str, int]


def ready(equipment: Dict[str, Any]) -> Ready:
    """Import the helpers, compile the drivers, take the released cells apart: no submission has a say in these.

    What does not run here will not run for a submission either, which then says so.
    """
    install(equipment["helpers"], equipment["stand_ins"])
    for name in equipment["helpers"]:
        with contextlib.suppress(BaseException):
            importlib.import_module(name)
    drivers = Drivers(equipment["drivers"])
    for name in equipment["drivers"]:
        with contextlib.suppress(BaseException):
            drivers.drive(name)
    return Ready(drivers, learnt(equipment["cells"]), {cell: number for number, cell in enumerate(equipment["cells"])})
