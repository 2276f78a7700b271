"""Shows what came of the checks: as a block in a notebook, as plain text everywhere else."""

from __future__ import annotations

import sys
import textwrap
from html import escape
from typing import Dict, Iterator, List, Sequence

from .examining import Finding, Report, public
from .faults import Fault

_MOST_FAULTS = 6
_WAYS = (
    "When your notebook is graded, what is right in another way counts too: other random numbers, rightly used, and "
    "what follows rightly from an earlier slip. Here figures alone are compared."
)
_SIGNS = {"passed": "✓", "partly right": "◐", "not yet right": "✗", "to fill in": "○", "missing": "○", "skipped": "–"}
_TONES = {"passed": "good", "partly right": "part", "not yet right": "bad"}

_STYLE = """<style>
.checks { --good: #1a5fa6; --part: #7d5500; --bad: #a83a0a; --rule: rgba(128, 128, 128, 0.35);
  border-left: 3px solid var(--rule); padding: 2px 12px; max-width: 58em;
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
@media (prefers-color-scheme: dark) { .checks { --good: #8dbcf2; --part: #e0b65c; --bad: #f5a679; } }
[data-jp-theme-light="true"] .checks, .vscode-light .checks { --good: #1a5fa6; --part: #7d5500; --bad: #a83a0a; }
[data-jp-theme-light="false"] .checks, .vscode-dark .checks { --good: #8dbcf2; --part: #e0b65c; --bad: #f5a679; }
.checks.good { border-color: var(--good); } .checks.part { border-color: var(--part); }
.checks.bad { border-color: var(--bad); }
.checks .good b, .checks b.good { color: var(--good); } .checks .part b, .checks b.part { color: var(--part); }
.checks .bad b, .checks b.bad { color: var(--bad); }
.checks.checks p { margin: 4px 0; } .checks .quiet { opacity: 0.75; }
.checks.checks code:nth-child(n) { background: none; color: inherit; padding: 0; font-size: 13px; }
.checks.checks .gaps code:nth-child(n) { background: rgba(128, 128, 128, 0.15); padding: 1px 4px; }
.checks.checks table { border-collapse: collapse; margin: 8px 0; border: 0; font-size: 13px; }
.checks caption { text-align: left; caption-side: top; padding: 0; color: inherit; font-weight: 600; }
.checks.checks tr:nth-child(n) { background: none; }
.checks.checks th:nth-child(n), .checks.checks td:nth-child(n) { text-align: left; vertical-align: baseline;
  padding: 2px 16px 2px 0; border: 0; border-bottom: 1px solid var(--rule); font-weight: normal; max-width: none;
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums; background: none; }
.checks.checks th:nth-child(n) { opacity: 0.75; }
.checks.checks td.number:nth-child(n) { text-align: right; white-space: nowrap; }
.checks.checks pre { margin: 4px 0; padding: 6px 10px; border: 1px solid var(--rule); background: none; color: inherit;
  font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; max-height: 16em; overflow: auto;
  white-space: pre-wrap; overflow-wrap: anywhere; }
</style>"""
"""Text keeps the colour of the page it is on, whatever theme that has; the few accents follow JupyterLab's theme and
VS Code's, elsewhere the system's."""


def show(text: str, html: str) -> None:
    """Display a block with its plain twin where IPython runs, else print the text."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        print(text)
    else:
        shell.display_pub.publish({"text/plain": text, "text/html": html})


def state(report: Report) -> str:
    """One word, or two, for what came of a function."""
    if report.skipped:
        return "skipped"
    if report.passed:
        return "passed"
    if report.gaps:
        return "to fill in"
    if report.trouble:
        return "missing"
    return "partly right" if report.score else "not yet right"


# --- one function -------------------------------------------------------------------------------------------------


def as_text(report: Report) -> str:
    headline = f"{report.name}: {_points(report)} on the public cases."
    if report.trouble:
        return f"{headline}\n  {report.trouble}"
    lines = [headline]
    if report.gaps:
        lines.append(f"  Your code is still missing at {', '.join(f'`{gap}`' for gap in report.gaps)}.")
    for finding in report.told:
        lines.append(f"  {finding.case}:")
        lines += [f"    {fault.sentence}" for fault in finding.faults[:_MOST_FAULTS]]
        if len(finding.faults) > _MOST_FAULTS:
            lines.append(f"    {_more(finding)}")
        if finding.printed:
            lines += ["    It printed:", textwrap.indent(finding.printed.rstrip(), "      ")]
    if _has_ways(report):
        lines += textwrap.wrap(_WAYS, 112, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines)


def as_html(report: Report) -> str:
    told = state(report)
    parts = [
        f"<p>{_verdict(told)} {_code(report.name)} <span class='quiet'>{_points(report)} on the public cases</span></p>"
    ]
    if report.trouble:
        parts.append(f"<p>{escape(report.trouble)}</p>")
    elif report.gaps:
        parts.append(f"<p class='gaps'>Your code is still missing at {', '.join(map(_code, report.gaps))}.</p>")
    for finding in () if report.trouble else report.told:
        parts += _finding_as_html(finding)
    if _has_ways(report):
        parts.append(f"<p class='quiet'>{escape(_WAYS)}</p>")
    return _block(_TONES.get(told, "open"), parts)


def _finding_as_html(finding: Finding) -> Iterator[str]:
    shown = finding.faults[:_MOST_FAULTS]
    rows = [_row(fault) for fault in shown if fault.where]
    said = [f"<p>{escape(fault.sentence)}</p>" for fault in shown if not fault.where]
    if len(finding.faults) > _MOST_FAULTS:
        said.append(f"<p class='quiet'>{_more(finding)}</p>")
    if rows:
        head = "<tr><th>where</th><th>expected</th><th>yours</th><th></th></tr>"
        yield f"<table><caption>{escape(finding.case)}</caption>{head}{''.join(rows)}</table>"
    else:
        yield f"<p><strong>{escape(finding.case)}</strong></p>"
    yield from said
    if finding.printed:
        yield f"<p class='quiet'>It printed:</p><pre>{escape(finding.printed.rstrip())}</pre>"


def _row(fault: Fault) -> str:
    more = f"<span class='quiet'>{escape(fault.more)}</span>"
    yours = f"<b class='bad'>{escape(fault.got)}</b>"
    return f"<tr><td>{_code(fault.where)}</td><td>{escape(fault.expected)}</td><td>{yours}</td><td>{more}</td></tr>"


def _has_ways(report: Report) -> bool:
    return report.other_ways and not report.gaps and any(finding.faults for finding in report.findings)


def _more(finding: Finding) -> str:
    return f"and {len(finding.faults) - _MOST_FAULTS} more like these"


def _points(report: Report) -> str:
    return f"{report.score:.4g} of {report.points:.4g} points"


# --- all functions ------------------------------------------------------------------------------------------------


def all_as_text(reports: Sequence[Report]) -> str:
    """A table of all functions, and what is to be done before the notebook is handed in."""
    wide = max(len(report.name) for report in reports)
    rows = [
        f"  {state(each):<13}  {each.name:<{wide}}  {each.score:>5.4g} of {each.points:.4g}{_remark(each)}"
        for each in reports
    ]
    return "\n".join([_headline(reports), *rows, *_advice(reports)])


def all_as_html(reports: Sequence[Report]) -> str:
    rows = [
        f"<tr><td>{_verdict(state(each))}</td><td>{_code(each.name)}{escape(_remark(each))}</td>"
        f"<td class='number'>{each.score:.4g} of {each.points:.4g}</td></tr>"
        for each in reports
    ]
    tone = "good" if all(each.passed or each.skipped for each in reports) else "open"
    parts = [f"<p><strong>{escape(_headline(reports))}</strong></p>", f"<table>{''.join(rows)}</table>"]
    return _block(tone, parts + [f"<p>{escape(sentence)}</p>" for sentence in _advice(reports)])


def _headline(reports: Sequence[Report]) -> str:
    asked = [each for each in reports if not each.skipped]
    score, points = sum(each.score for each in asked), sum(each.points for each in asked)
    return f"{public()['assignment']}: {score:.4g} of {points:.4g} points on the public cases"


def _remark(report: Report) -> str:
    return f"  ({report.trouble})" if report.skipped else ""


def _advice(reports: Sequence[Report]) -> List[str]:
    by_state: Dict[str, List[str]] = {}
    for each in reports:
        by_state.setdefault(state(each), []).append(each.name)
    empty = [each.name for each in reports if each.gaps]
    said = [f"Still to be filled in: {', '.join(empty)}."] if empty else []
    if by_state.get("missing"):
        said.append(f"Not defined yet: {', '.join(by_state['missing'])}. Run their cells first.")
    if not said:
        said.append("Every function is filled in.")
    name = f"{public()['assignment']}.ipynb"
    said.append(
        f"To hand in: restart the kernel, run all cells, save, and hand in {name} under this name, where your course "
        "collects it; it lies in the folder of this assignment, and the files beside it stay there."
    )
    said.append(
        "These are the public cases. The final score comes from further ones, on which right code is right too."
    )
    return said


def _verdict(told: str) -> str:
    tone = _TONES.get(told, "open")
    return f"<b class='{tone}' aria-hidden='true'>{_SIGNS[told]}</b> <b class='{tone}'>{told}</b>"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _block(tone: str, parts: Sequence[str]) -> str:
    inside = "\n".join(parts)
    return f"<div class='checks {tone}'>\n{_STYLE}\n{inside}\n</div>"
