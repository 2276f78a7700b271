"""Tries the functions of this assignment on its public cases: ``check("name_of_the_function")``.

It needs NumPy alone. It says what differs and where, never raises, and its value is the score as a number. The final
score comes from further cases when the notebook is graded.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import json
import linecache
import sys
import textwrap
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import numpy as np

from .compare import Difference, compare, kind_of

_CASES = json.loads((Path(__file__).parent / "cases.json").read_text("utf-8"))
_MOST_LINES = 6
_MOST_PRINTED = 1000


@dataclass(frozen=True)
class Finding:
    """What came of one case: the share of it that is right, what is wrong, and what the function printed.

    ``empty`` says that all that is wrong comes from a None, as a stub holds them.
    """

    case: str
    credit: float
    faults: Tuple[str, ...] = ()
    printed: str = ""
    empty: bool = False


@dataclass(frozen=True)
class Report:
    """What came of one function. ``gaps`` are the places that are still to be filled in."""

    name: str
    points: float
    score: float
    findings: Tuple[Finding, ...] = ()
    gaps: Tuple[str, ...] = ()
    trouble: str = ""


def check(name: Any) -> float:
    """Try the function of that name, show what differs, and give the score."""
    report = examine(name, sys._getframe(1).f_globals)
    print(as_text(report))
    return report.score


def examine(name: Any, namespace: Dict[str, Any]) -> Report:
    """Try the function of that name in a namespace on its public cases; nothing that it does raises here."""
    if not isinstance(name, str) or name not in _CASES["exercises"]:
        return Report(str(name), 0.0, 0.0, trouble=f"Checked are: {', '.join(_CASES['exercises'])}.")
    exercise = _CASES["exercises"][name]
    points = float(exercise["points"])
    function = namespace.get(name)
    if function is None:
        return Report(name, points, 0.0, trouble="There is no such function yet: run the cell that defines it first.")
    if not callable(function):
        return Report(name, points, 0.0, trouble=f"It is no function but a value of type {type(function).__name__}.")
    findings = tuple(_try(function, exercise, case) for case in exercise["cases"])
    earned = sum(finding.credit * case["weight"] for finding, case in zip(findings, exercise["cases"]))
    score = round(points * (earned / sum(case["weight"] for case in exercise["cases"])), 2)
    return Report(name, points, score, findings, () if score == points else tuple(_gaps(function)))


def as_text(report: Report) -> str:
    """Put a report into words."""
    headline = f"{report.name}: {report.score:.4g} of {report.points:.4g} points on the public cases."
    if report.trouble:
        return f"{headline}\n  {report.trouble}"
    lines = [headline]
    if report.gaps:
        lines.append(f"  Your code is still missing at {', '.join(f'`{gap}`' for gap in report.gaps)}.")
    for finding in report.findings:
        if finding.faults and not (report.gaps and finding.empty):
            lines.append(f"  {finding.case}:")
            lines += [f"    {fault}" for fault in finding.faults[:_MOST_LINES]]
            if len(finding.faults) > _MOST_LINES:
                lines.append(f"    and {len(finding.faults) - _MOST_LINES} more like these")
            if finding.printed:
                lines += ["    It printed:", textwrap.indent(finding.printed.rstrip(), "      ")]
    return "\n".join(lines)


def _try(function: Callable[..., Any], exercise: Dict[str, Any], case: Dict[str, Any]) -> Finding:
    printed = _Capped()
    state = np.random.get_state()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                np.random.seed(case["seed"])
                result = function(*[_decode(each) for each in case["inputs"]])
                credit, faults = _judge(result, exercise["outputs"], case["expected"])
    except BaseException as error:  # SystemExit and an interrupted endless loop too
        credit, faults = 0.0, [_sentence(error, function)]
    finally:
        np.random.set_state(state)
    empty = all("None" in fault for fault in faults)
    return Finding(case["name"], credit, tuple(faults), printed.text if faults else "", empty)


def _judge(result: Any, outputs: List[Dict[str, Any]], expected: Dict[str, Any]) -> Tuple[float, List[str]]:
    if result is None and any(_decode(each) is not None for each in expected.values()):
        return 0.0, ["Your function gives None back: is its last line a return?"]
    faults = []
    right = []
    for output in outputs:
        found, part = _part(result, output["path"])
        name = output["name"] if output["path"] else ""
        if not found:
            faults.append(f"{output['name']} is not in what your function gives back: {_kind(result)}")
            continue
        differences = compare(_decode(expected[output["name"]]), part, output["rtol"], output["atol"], name)
        faults += [_difference(each, output["name"]) for each in differences]
        right += [] if differences else [output]
    return _credit(outputs, right), faults


def _credit(outputs: List[Dict[str, Any]], right: List[Dict[str, Any]]) -> float:
    """The share that the right outputs are worth; what the notebook's own code computes earns in step with the rest."""
    own = sum(output["weight"] for output in outputs if not output["given"])
    done = sum(output["weight"] for output in right if not output["given"]) / own if own else 1.0
    whole = sum(output["weight"] for output in outputs)
    return float(sum(output["weight"] * (done if output["given"] else 1.0) for output in right) / whole)


def _part(value: Any, path: List[Any]) -> Tuple[bool, Any]:
    for step in path:
        if isinstance(step, str) and isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(step, int) and isinstance(value, (list, tuple)) and step < len(value):
            value = value[step]
        else:
            return False, None
    return True, value


def _kind(value: Any) -> str:
    return f"{kind_of(value)} of {len(value)}" if isinstance(value, (list, tuple, dict)) else kind_of(value)


def _difference(difference: Difference, name: str) -> str:
    where = difference.path or name
    expected, got = difference.expected, difference.got
    if difference.id == "none":
        return f"{where} is None"
    if difference.id == "missing-key":
        return f"{where} is missing"
    if difference.id == "too-deep":
        return f"{where} is nested too deeply"
    if difference.id in ("kind", "shape", "length"):
        what = {"kind": "", "shape": "the shape ", "length": "the length "}[difference.id]
        return f"{where}: expected {what}{expected}, got {got}"
    more = f" ({difference.wrong} of {difference.total} entries differ)" if difference.total > 1 else ""
    want, have = _figure(expected, got)
    return f"{where}: expected {want}, got {have}{more}"


def _figure(expected: Any, got: Any) -> Tuple[str, str]:
    if not isinstance(expected, float) or not isinstance(got, float):
        return repr(expected)[:200], repr(got)[:200]
    short = f"{expected:.8g}", f"{got:.8g}"
    return short if short[0] != short[1] else (repr(expected), repr(got))


def _sentence(error: BaseException, function: Callable[..., Any]) -> str:
    """Name an exception and the line of the student's function that it came through last."""
    if isinstance(error, KeyboardInterrupt):
        return "It was interrupted before it came to an end."
    try:
        text = str(error)[:300]
    except Exception:
        text = ""
    code = getattr(function, "__code__", None)
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if code is not None and trace.tb_frame.f_code.co_filename == code.co_filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    where = linecache.getline(code.co_filename, line).strip() if code is not None and line else ""
    return f"{type(error).__name__}: {text}" + (f", at `{where}`" if where else "")


def _gaps(function: Callable[..., Any]) -> Iterator[str]:
    """The lines that are still as they were handed out, where the source of the function can be had."""
    try:
        source = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(source)
    except Exception:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Pass) or (isinstance(node, ast.Assign) and _is_none(node.value)):
            text: Optional[str] = ast.get_source_segment(source, node)
            if text:
                yield text


def _is_none(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return all(_is_none(each) for each in node.elts)
    return isinstance(node, ast.Constant) and node.value is None


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
