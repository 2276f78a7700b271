"""Tries the functions of this assignment on its public cases: ``check("name_of_the_function")``.

It says what differs and where, never raises, and its value is the score as a number. The final score comes from further
cases when the notebook is graded. ``ready(function, …)`` says whether functions are filled in.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import inspect
import io
import json
import linecache
import sys
import textwrap
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple, cast

import numpy as np

from .compare import Difference, compare, kind_of

_HERE = Path(__file__).parent
_CASES = json.loads((_HERE / "cases.json").read_text("utf-8"))
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
    """What came of one function. ``gaps`` are the places that are still to be filled in.

    ``other_ways`` says that grading accepts more than the figures that are compared here.
    """

    name: str
    points: float
    score: float
    findings: Tuple[Finding, ...] = ()
    gaps: Tuple[str, ...] = ()
    trouble: str = ""
    other_ways: bool = False


def check(name: Any) -> float:
    """Try the function of that name, show what differs, and give the score."""
    report = examine(name, sys._getframe(1).f_globals)
    print(as_text(report))
    return report.score


def ready(*made: Any) -> bool:
    """Say whether all of these functions and classes are filled in, and print which are not."""
    waiting = [each.__name__ for each in made if any(_gaps(each))]
    if waiting:
        print(f"Still to be filled in: {', '.join(waiting)}. Run this cell again after that.")
    return not waiting


def examine(name: Any, namespace: Dict[str, Any]) -> Report:
    """Try the function of that name in a namespace on its public cases; nothing that it does raises here."""
    if not isinstance(name, str) or name not in _CASES["exercises"]:
        return Report(str(name), 0.0, 0.0, trouble=f"Checked are: {', '.join(_CASES['exercises'])}.")
    exercise = _CASES["exercises"][name]
    points = float(exercise["points"])
    function = namespace.get(name)
    if function is None:
        return Report(name, points, 0.0, trouble="There is no such function yet: run the cell that defines it first.")
    if not callable(function) and any(case["driver"] is None for case in exercise["cases"]):
        return Report(name, points, 0.0, trouble=f"It is no function but a value of type {type(function).__name__}.")
    needs = exercise["needs"]
    if needs and importlib.util.find_spec(needs) is None:
        return Report(name, points, 0.0, trouble=f"It needs {needs}, which is not installed here: pip install {needs}")
    findings = tuple(_try(name, namespace, exercise, case) for case in exercise["cases"])
    earned = sum(finding.credit * case["weight"] for finding, case in zip(findings, exercise["cases"]))
    score = round(points * (earned / sum(case["weight"] for case in exercise["cases"])), 2)
    gaps = () if score == points else tuple(_gaps(function))
    return Report(name, points, score, findings, gaps, other_ways=exercise["other_ways"])


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
    if report.other_ways and not report.gaps and any(finding.faults for finding in report.findings):
        lines.append(
            "  When your notebook is graded, what is right in another way counts too: other random numbers, rightly\n"
            "  used, and what follows rightly from an earlier slip. Here figures alone are compared."
        )
    return "\n".join(lines)


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
        credit, faults = 0.0, [_sentence(error, function)]
    finally:
        np.random.set_state(state)
    empty = all("None" in fault for fault in faults)
    return Finding(case["name"], credit, tuple(faults), printed.text if faults else "", empty)


def _driver(name: str) -> Callable[..., Any]:
    return cast(Callable[..., Any], importlib.import_module(f"{__name__}.drivers.{name}").drive)


def _judge(result: Any, outputs: List[Dict[str, Any]], case: Dict[str, Any]) -> Tuple[float, List[str]]:
    expected = case["expected"]
    if result is None and any(_decode(each) is not None for each in expected.values()):
        return 0.0, ["Your function gives None back: is its last line a return?"]
    faults = []
    right = []
    for output in outputs:
        found, part = _part(result, output["path"], [each["path"] for each in outputs])
        name = output["name"] if output["path"] else ""
        if not found:
            faults.append(f"{output['name']} is not in what your function gives back: {_kind(result)}")
            continue
        rtol, atol = case.get("rtol", output["rtol"]), case.get("atol", output["atol"])
        differences = compare(_decode(expected[output["name"]]), part, rtol, atol, name)
        faults += [_difference(each, output["name"]) for each in differences]
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


def _sentence(error: BaseException, made: Any) -> str:
    """Name an exception and the line of the student's function or class that it came through last."""
    if isinstance(error, KeyboardInterrupt):
        return "It was interrupted before it came to an end."
    try:
        text = str(error)[:300]
    except Exception:
        text = ""
    files = {each.__code__.co_filename for each in _functions(made) if hasattr(each, "__code__")}
    where = ""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in files:
            where = linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno).strip()
        trace = trace.tb_next
    return f"{type(error).__name__}: {text}" + (f", at `{where}`" if where else "")


def _gaps(made: Any) -> Iterator[str]:
    """The lines that are still as they were handed out, where the source of a function or class can be had.

    In a stub the last that a name is given is None, or a function passes and gives nothing back.
    """
    try:
        sources = [textwrap.dedent(inspect.getsource(each)) for each in _functions(made)]
        trees = [list(ast.walk(ast.parse(source))) for source in sources]
    except Exception:
        return
    last: Dict[str, Tuple[int, int]] = {}
    for number, nodes in enumerate(trees):
        for node in nodes:
            if isinstance(getattr(node, "ctx", None), ast.Store):
                place = (number, cast(ast.expr, node).lineno)
                last[ast.dump(node)] = max(place, last.get(ast.dump(node), place))
    for number, nodes in enumerate(trees):
        for node in nodes:
            if (
                isinstance(node, ast.Assign)
                and _is_none(node.value)
                and any(
                    last[ast.dump(leaf)] == (number, leaf.lineno) for each in node.targets for leaf in _leaves(each)
                )
            ):
                yield ast.get_source_segment(sources[number], node) or ""
        kinds = {type(node) for node in nodes}
        if ast.Pass in kinds and ast.Return not in kinds:
            yield "pass"


def _functions(made: Any) -> List[Any]:
    return [each for each in vars(made).values() if inspect.isfunction(each)] if inspect.isclass(made) else [made]


def _leaves(target: ast.expr) -> List[ast.expr]:
    if isinstance(target, (ast.Tuple, ast.List)):
        return [leaf for each in target.elts for leaf in _leaves(each)]
    return [target]


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
