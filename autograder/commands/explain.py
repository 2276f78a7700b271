"""``autograder explain``."""

import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.markup import escape

from ..course import find_course
from ..explanation import Case, Explained, NotExplained, Part, explained, of_student
from ..flow import LibraryAbsent
from ..language import _
from ..model import Exercise, ExerciseResult, Fate, Hints, Question, Raised, Result, Returned, Status
from ..outlets import reading, table
from ..outlets.reading import ReadError
from ..outlets.words import clean, named, say, say_hints, say_override, say_status
from ..overrides import applied, overrides_of
from ..papers import AnswerError
from ..rows import TableError
from ..secret import SecretError
from .options import Memory, Overriding, Python, SandboxOption, SecretFile, Timeout, secret_of, settings_of
from .saying import out, refusals

ENTRIES, WIDTH = 60, 110
REFUSED = (AnswerError, LibraryAbsent, NotExplained, ReadError, SecretError, TableError)


def explain(
    context: typer.Context,
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="Folder with results.jsonl, or such a file.")],
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The student, as the results call them.")],
    assignment: Annotated[str | None, typer.Option(help="Of this assignment alone.")] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="The inputs of every case, passed or not, and large arrays as a whole.")
    ] = False,
    python: Python = sys.executable,
    sandbox: SandboxOption = "auto",
    timeout: Timeout = 10.0,
    memory: Memory = 1024,
    secret_file: SecretFile = None,
    overrides: Overriding = None,
) -> None:
    """Show staff all about one student's results, hidden cases too: their submissions are graded again."""
    with refusals(*REFUSED):
        course = find_course(Path.cwd())
        secret = secret_of(course, secret_file)
        decided = overrides_of(course, overrides, secret)
        settings = settings_of(course, None, secret, python, sandbox, timeout, memory)
        for kept in of_student(reading.results(results), student, assignment):
            told = explained(kept, settings)
            for line in _about(told, applied(told.result, decided), whole):
                out.print(line)
            out.print("\n" + escape(_("Graded alone: {command}").format(command=_command(told, context))))


def _command(told: Explained, context: typer.Context) -> str:
    """The command that gives the same result alone, with the options that were given here."""
    words = ["autograder", "grade", told.place, "--student", told.kept.student]
    if told.kept.assignment:
        words += ["--assignment", told.kept.assignment]
    for name in ("python", "sandbox", "timeout", "memory", "secret_file", "overrides"):
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            words += [f"--{name.replace('_', '-')}", str(context.params[name])]
    if any(exercise.status is Status.SKIPPED for exercise in told.result.exercises):
        words.append("--allow-skipped")
    return clean(shlex.join(words))


# --- what there is to say ---------------------------------------------------------------------------------------


def _about(told: Explained, now: Result, whole: bool) -> Iterator[str]:
    kept = told.kept
    yield f"[bold]{escape(clean(kept.student))}[/], {kept.assignment or _('not graded')}"
    yield escape(clean(told.place))
    yield (
        _("The file is the one that was graded.") if told.same_file else _("The file has changed since it was graded.")
    )
    if not told.same_ways:
        yield _("Something else has changed too: the assignment, the secret, the options or the grader. This is now:")
    if told.set_number is not None:
        yield _("The hidden cases are those of set {number}.").format(number=told.set_number)
    score = _("{score} of {most}")
    yield _("In the results: {then}. Now: {now}.").format(
        then=score.format(score=f"{kept.score:g}", most=f"{kept.max_score:g}"),
        now=score.format(score=f"{now.score:g}", most=f"{now.max_score:g}"),
    )
    if now.status is not Fate.GRADED:
        yield from map(str, table.about_one(now, Hints.BOTH))
    by_name = {each.name: each for each in now.exercises}
    for exercise, _found, cases in told.cases:
        yield ""
        yield from _exercise(exercise, by_name[exercise.name], cases, whole)
    for each in now.exercises:
        if each.written:
            yield from ("", *_head(each))


def _exercise(exercise: Exercise, result: ExerciseResult, cases: Sequence[Case], whole: bool) -> Iterator[str]:
    yield from _head(result)
    if not cases and result.message is not None:
        yield f"    {escape(say(result.message))}"
    for remark in result.remarks:
        yield f"    {escape(say(remark))}"
    for diagnosis in result.diagnoses:
        yield f"    [part]{escape(clean(diagnosis.id))}[/]: {escape(' '.join(say_hints(diagnosis, Hints.BOTH)))}"
    shown = set[str]()
    for case in cases:
        new = case.verdict.status is not Status.PASSED and case.question.name not in shown
        yield from _case(exercise, case, whole, inputs=new or whole)
        shown |= {case.question.name} if new else set()


def _head(result: ExerciseResult) -> Iterator[str]:
    status = table.coloured(result.status, say_status(result.status))
    yield f"{status}  [bold]{escape(result.name)}[/]  {result.score:g} / {result.max_score:g}"
    if result.override is not None:
        yield f"    [bold]{escape(say_override(result.override))}[/]"


def _case(exercise: Exercise, case: Case, whole: bool, inputs: bool) -> Iterator[str]:
    question, verdict = case.question, case.verdict
    kind = _("public") if question.public else _("hidden")
    earned = _("earns {credit} of {weight}").format(
        credit=f"{verdict.credit * verdict.weight:.3g}", weight=f"{verdict.weight:g}"
    )
    status = table.coloured(verdict.status, say_status(verdict.status))
    yield f"  {status}  {escape(_(question.name))} ({kind}), {earned}"
    yield from (f"      {escape(say(each))}" for each in (verdict.message, *verdict.remarks) if each is not None)
    if verdict.status is Status.PASSED and not whole:
        return
    lines = [line for part in case.parts for line in _part(part, whole)]
    match case.answer:
        case Raised(type=kind, text=text):
            lines.append((_("raised"), clean(f"{kind}: {text}")))
        case Returned(value=value) if not any(part.got for part in case.parts):
            lines.append((_("got"), _figures(value, whole)))
    if isinstance(case.answer, Raised | Returned) and case.answer.printed:
        lines.append((_("printed"), "\n".join(map(clean, case.answer.printed.rstrip().split("\n")))))
    for name, text in [*lines, *(_asked(exercise, question, whole) if inputs else ())]:
        block = "\n" in text
        yield escape(f"      {name}:" if block else f"      {name}: {text}")
        yield from (escape(f"          {line}") for line in text.strip("\n").split("\n") if block)


def _asked(exercise: Exercise, question: Question, whole: bool) -> Iterator[tuple[str, str]]:
    """What the case asked, by the names of the function's parameters where it is called with nothing else."""
    yield _("seed"), str(question.seed)
    if question.driver:
        yield _("called by"), f"drivers/{question.driver}.py"
    names = exercise.parameters if question.driver is None else ()
    for place, value in enumerate(question.inputs):
        name = names[place] if place < len(names) else _("input {number}").format(number=place + 1)
        yield name, _figures(value, whole)


def _part(part: Part, whole: bool) -> Iterator[tuple[str, str]]:
    name = named(part.output.name)
    if not part.got:
        yield _("{name}, expected").format(name=name), _figures(part.expected, whole)
        yield _("{name}, got").format(name=name), _("nothing")
        return
    if not part.differences and not whole:
        return
    yield _("{name}, expected").format(name=name), _figures(part.expected, whole)
    yield _("{name}, got").format(name=name), _figures(part.got[0], whole)
    within = part.within
    rule = _("rtol {rtol}, atol {atol}: {reason}").format(
        rtol=f"{within.rtol:g}", atol=f"{within.atol:g}", reason=_(within.reason)
    )
    yield _("{name}, tolerance").format(name=name), rule
    for each in part.differences[:5]:
        if each.id in ("value", "nan", "infinite"):
            told = _("{wrong} of {total} entries, the largest by {deviation}; first {path}: {expected}, got {got}")
            yield (
                _("{name}, differs in").format(name=name),
                clean(
                    told.format(
                        wrong=each.wrong,
                        total=each.total,
                        deviation=f"{each.deviation:.3g}",
                        path=each.path or _("the result"),
                        expected=each.expected,
                        got=each.got,
                    )
                ),
            )


def _figures(value: Any, whole: bool) -> str:
    """A value as a person reads it; of a large array only its corners, unless the whole is wanted."""
    if isinstance(value, np.ndarray):
        entries = sys.maxsize if whole else ENTRIES
        text = np.array2string(value, threshold=entries, edgeitems=3, precision=10, max_line_width=WIDTH)
        return f"{value.dtype} {value.shape}\n{text}" if value.ndim else text
    if isinstance(value, Mapping):
        return _parts(((clean(str(key)), each) for key, each in value.items()), whole) or "{}"
    if isinstance(value, list | tuple):
        if all(isinstance(each, int | float) for each in value) and (whole or len(value) <= ENTRIES):
            return clean(repr(value))
        return _parts(((f"[{place}]", each) for place, each in enumerate(value)), whole)
    return clean(repr(value) if whole else repr(value)[:500])


def _parts(parts: Iterable[tuple[str, Any]], whole: bool) -> str:
    lines: list[str] = []
    for name, each in parts:
        if len(lines) > 10 * ENTRIES and not whole:
            lines.append("…")
            break
        text = _figures(each, whole)
        lines += [f"{name}:", *(f"    {line}" for line in text.split("\n"))] if "\n" in text else [f"{name}: {text}"]
    return "\n" + "\n".join(lines) if lines else ""
