"""JUnit XML, which every continuous integration reads: a suite for each submission, a test case for each case.

It keeps to what both usual schemas ask for: that of Apache Ant, and that of the xUnit plugin of Jenkins.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from ..language import _
from ..model import ExerciseResult, Fate, Hints, Message, Result, Status
from .files import appearing
from .telling import printed
from .words import clean, say, say_hints, say_status

ERRORS = (Status.ERROR, Status.TIMEOUT, Status.MEMORY, Status.CRASHED)
"""What JUnit calls an error: nobody foresaw it. All else that is not right is a failure."""

NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Element = ElementTree.Element


def reported(results: Iterable[Result], file: Path, hints: Callable[[str], Hints]) -> Iterator[Result]:
    """Pass results on, each after its suite is written; the file appears at the end, early or not.

    Raises
    ------
    WriteError
        If it cannot be written, before the first result is asked for.
    """
    with appearing(file) as suites:
        suites.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
        try:
            for number, result in enumerate(results):
                level = hints(result.assignment) if result.assignment else Hints.NONE
                suites.write(
                    ElementTree.tostring(suite(result, number, level), encoding="utf-8", xml_declaration=False)
                )
                suites.write(b"\n")
                yield result
        finally:
            suites.write(b"</testsuites>\n")


def suite(result: Result, number: int, hints: Hints) -> Element:
    """The suite of a submission; ``number`` counts them from 0."""
    cases = [case for exercise in result.exercises for case in _cases(result, exercise, hints)]
    if result.status is not Fate.GRADED:
        cases = [_case("submission", str(result.status), Status.ERROR, result.message, [])]
    found = Counter(element.tag for case in cases for element in case)
    whole = Element(
        "testsuite",
        name=_text(result.student) or "-",
        package=result.assignment or "-",
        id=str(number),
        tests=str(len(cases)),
        failures=str(found["failure"]),
        errors=str(found["error"]),
        skipped=str(found["skipped"]),
        time=f"{result.seconds:.3f}",
        timestamp=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}",
        hostname="localhost",  # a machine's name is nobody's business
    )
    properties = ElementTree.SubElement(whole, "properties")
    for name, value in _properties(result):
        ElementTree.SubElement(properties, "property", name=name, value=_text(value))
    whole.extend(cases)
    said = (f"{exercise.name}:\n{text}\n" for exercise in result.exercises if (text := printed(exercise)))
    ElementTree.SubElement(whole, "system-out").text = NO_XML.sub(" ", "".join(said))
    ElementTree.SubElement(whole, "system-err")
    return whole


def _properties(result: Result) -> Iterator[tuple[str, str]]:
    yield "submission", result.submission
    yield "status", str(result.status)
    if result.status is Fate.GRADED:
        yield "score", f"{result.score:g}"
        yield "max_score", f"{result.max_score:g}"
        yield "public_only", str(result.public_only).lower()
    for exercise in result.exercises:
        yield f"points.{exercise.name}", f"{exercise.score:g}/{exercise.max_score:g}"


def _cases(result: Result, exercise: ExerciseResult, hints: Hints) -> Iterator[Element]:
    place = f"{result.assignment}.{exercise.name}"
    told = [line for diagnosis in exercise.diagnoses for line in say_hints(diagnosis, hints)]
    if not exercise.cases:
        yield _case(place, exercise.name, exercise.status, exercise.message, told)
    names = Counter[str]()
    for verdict in exercise.cases:
        names[verdict.name] += 1
        again = f" ({names[verdict.name]})" if names[verdict.name] > 1 else ""
        message = verdict.message or exercise.message
        yield _case(place, _(verdict.name) + again, verdict.status, message, told)


def _case(place: str, name: str, status: Status, message: Message | None, told: Iterable[str]) -> Element:
    case = Element("testcase", classname=place, name=name, time="0")
    if status is Status.PASSED:
        return case
    sentence = _text(say(message)) or say_status(status)
    if status is Status.SKIPPED:
        ElementTree.SubElement(case, "skipped", message=sentence)
        return case
    kind = "error" if status in ERRORS else "failure"
    fault = ElementTree.SubElement(case, kind, type=str(status), message=sentence)
    fault.text = "\n".join([sentence, *map(_text, told)])
    return case


def _text(text: str) -> str:
    return NO_XML.sub(" ", clean(text))
