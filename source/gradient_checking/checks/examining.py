"""Tries functions on the public cases of this assignment and finds what differs. Nothing that they do raises here."""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import io
import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple, cast

import numpy as np

from .compare import compare
from .faults import Fault, of_difference, of_error, plain, sort_of
from .gaps import gaps

_MOST_PRINTED = 1000


@dataclass(frozen=True)
class Finding:
    """What came of one case: the share of it that is right, what is wrong, and what the function printed.

    ``empty`` says that all that is wrong comes from a None, as a stub holds them.
    """

    case: str
    credit: float
    faults: Tuple[Fault, ...] = ()
    printed: str = ""
    empty: bool = False


@dataclass(frozen=True)
class Report:
    """What came of one function.

    Parameters
    ----------
    gaps
        The places that are still to be filled in.
    trouble
        Why no case could be tried.
    skipped
        Whether that is for want of a library, and no fault of the function.
    other_ways
        Whether grading accepts more than the figures that are compared here.
    """

    name: str
    points: float
    score: float
    findings: Tuple[Finding, ...] = ()
    gaps: Tuple[str, ...] = ()
    trouble: str = ""
    skipped: bool = False
    other_ways: bool = False

    @property
    def told(self) -> Tuple[Finding, ...]:
        """The cases of which something has to be said; of a stub, that its None is none goes without saying."""
        return tuple(each for each in self.findings if each.faults and not (self.gaps and each.empty))

    @property
    def passed(self) -> bool:
        return not self.trouble and self.score == self.points


@functools.lru_cache(maxsize=None)
def public() -> Dict[str, Any]:
    """The assignment's name, and its exercises with their public cases."""
    return cast(Dict[str, Any], json.loads((Path(__file__).parent / "cases.json").read_text("utf-8")))


def examine_all(namespace: Dict[str, Any]) -> Tuple[Report, ...]:
    return tuple(examine(name, namespace) for name in public()["exercises"])


def examine(name: Any, namespace: Dict[str, Any]) -> Report:
    """Try the function of that name in a namespace on its public cases."""
    exercises = public()["exercises"]
    if not isinstance(name, str) or name not in exercises:
        return Report(str(name), 0.0, 0.0, trouble=f"Checked are: {', '.join(exercises)}.")
    exercise = exercises[name]
    points = float(exercise["points"])
    function = namespace.get(name)
    if function is None:
        return Report(name, points, 0.0, trouble="There is no such function yet: run the cell that defines it first.")
    if not callable(function) and any(case["driver"] is None for case in exercise["cases"]):
        return Report(name, points, 0.0, trouble=f"It is no function but a value of type {type(function).__name__}.")
    needs = exercise["needs"]
    if needs and importlib.util.find_spec(needs) is None:
        trouble = f"It needs {needs}, which is not installed here: pip install {needs}"
        return Report(name, points, 0.0, gaps=tuple(gaps(function)), trouble=trouble, skipped=True)
    findings = tuple(_try(name, namespace, exercise, case) for case in exercise["cases"])
    earned = sum(finding.credit * case["weight"] for finding, case in zip(findings, exercise["cases"]))
    score = round(points * (earned / sum(case["weight"] for case in exercise["cases"])), 2)
    missing = () if score == points else tuple(gaps(function))
    return Report(name, points, score, findings, missing, other_ways=exercise["other_ways"])


def _try(name: str, namespace: Dict[str, Any], exercise: Dict[str, Any], case: Dict[str, Any]) -> Finding:
    function = namespace[name]
    printed = _Capped()
    state = np.random.get_state()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                np.random.seed(case["seed"])
                inputs = [_decode(each) for each in case["inputs"]]
                if case["driver"] is None:
                    result = function(*inputs)
                else:
                    result = _driver(case["driver"])(namespace, *inputs)
                credit, faults = _judge(result, exercise["outputs"], case)
    except BaseException as error:  # SystemExit and an interrupted endless loop too
        credit, faults = 0.0, [of_error(error, function)]
    finally:
        np.random.set_state(state)
    empty = all("None" in fault.sentence for fault in faults)
    return Finding(case["name"], credit, tuple(faults), printed.text if faults else "", empty)


def _driver(name: str) -> Callable[..., Any]:
    return cast(Callable[..., Any], importlib.import_module(f"{__package__}.drivers.{name}").drive)


def _judge(result: Any, outputs: List[Dict[str, Any]], case: Dict[str, Any]) -> Tuple[float, List[Fault]]:
    expected = case["expected"]
    if result is None and any(_decode(each) is not None for each in expected.values()):
        return 0.0, [plain("Your function gives None back: is its last line a return?")]
    faults = []
    right = []
    for output in outputs:
        found, part = _part(result, output["path"], [each["path"] for each in outputs])
        name = output["name"] if output["path"] else ""
        if not found:
            faults.append(plain(f"{output['name']} is not in what your function gives back: {sort_of(result)}"))
            continue
        rtol, atol = case.get("rtol", output["rtol"]), case.get("atol", output["atol"])
        differences = compare(_decode(expected[output["name"]]), part, rtol, atol, name)
        faults += [of_difference(each, output["name"]) for each in differences]
        right += [] if differences else [output]
    return _credit(outputs, right), faults


def _credit(outputs: List[Dict[str, Any]], right: List[Dict[str, Any]]) -> float:
    """The share that the right outputs are worth; what the notebook's own code computes earns in step with the rest."""
    own = sum(output["weight"] for output in outputs if not output["given"])
    done = sum(output["weight"] for output in right if not output["given"]) / own if own else 1.0
    whole = sum(output["weight"] for output in outputs)
    return float(sum(output["weight"] * (done if output["given"] else 1.0) for output in right) / whole)


def _part(value: Any, path: List[Any], paths: List[List[Any]]) -> Tuple[bool, Any]:
    """Follow a path into what was given back; a list or tuple has to hold all that any of the paths asks of it."""
    for depth, step in enumerate(path):
        if isinstance(step, str) and isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(step, int) and isinstance(value, (list, tuple)):
            beside = [each[depth] for each in paths if len(each) > depth and each[:depth] == path[:depth]]
            if len(value) <= max(beside):
                return False, None
            value = value[step]
        else:
            return False, None
    return True, value


def _decode(value: Any) -> Any:
    """A fresh value each time, so that no case sees what another did to its inputs."""
    if isinstance(value, list):
        return [_decode(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "tuple" in value:
        return tuple(_decode(each) for each in value["tuple"])
    if "dict" in value:
        return {key: _decode(each) for key, each in value["dict"].items()}
    return np.array(value["data"], dtype=value["dtype"]).reshape(value["shape"])


class _Capped(io.StringIO):
    """Keeps the beginning of what is printed."""

    text = ""

    def write(self, text: str) -> int:
        self.text += text[: _MOST_PRINTED - len(self.text)]
        return len(text)
