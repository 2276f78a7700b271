"""Proves what is handed out: the answer key gets full marks, the release none, it runs, and nothing leaks."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .. import assignments, language
from ..flow import Bench, grade
from ..language import _
from ..model import Assignment, Fate, Result, Submission
from ..rooms import Settings
from . import keys, release
from .leaks import scan
from .notebooks import PipelineError, files, read_notebook

FEEDBACK = "feedback"


@dataclass(frozen=True)
class HandedOut:
    """What came of an assignment's key and release.

    Parameters
    ----------
    key, empty
        The scores of the answer key and of the release as it is handed out, of ``most``.
    runs
        Whether the release runs from top to bottom, with no points in its own checks.
    leaks
        Solutions that stand in the release, or in the words of the feedback, a sentence each.
    faults
        What else is wrong, a sentence each.
    """

    key: float
    empty: float
    most: float
    runs: bool
    leaks: tuple[str, ...]
    faults: tuple[str, ...]


def handed_out(settings: Settings, bench: Bench, name: str) -> HandedOut:
    """Grade the key and the release, run the release, and search all that students are given for solutions."""
    course, assignment = settings.course.root, assignments.load(name)
    folder = course / "release" / name
    key, empty = (
        grade(Submission(str(path), "audit", path.read_bytes() if path.is_file() else b"", name), bench)
        for path in (course / "solutions" / name / f"{name}.ipynb", folder / f"{name}.ipynb")
    )
    try:
        stopped = list(_stops(folder, name))
        leaks = [f"release/{name}/{leak}" for leak in scan(course / "source" / name, folder)]
        with tempfile.TemporaryDirectory() as texts:
            _write_feedback(assignment, Path(texts))
            leaks += [str(leak) for leak in scan(course / "source" / name, Path(texts))]
    except PipelineError as error:
        stopped, leaks = error.sentences, []
    faults = [*_scores(name, key, empty), *stopped, *release.check(course, name)]
    return HandedOut(
        key.score,
        empty.score,
        key.max_score,
        not stopped,
        tuple(leaks),
        tuple(each for each in dict.fromkeys(faults) if each not in leaks),
    )


def _scores(name: str, key: Result, empty: Result) -> Iterator[str]:
    for folder, result in (("solutions", key), ("release", empty)):
        if result.status is not Fate.GRADED or result.assignment != name:
            yield _("{file} is not recognised as a notebook of this assignment.").format(
                file=f"{folder}/{name}/{name}.ipynb"
            )
    for exercise in key.exercises:
        if exercise.score < exercise.max_score:
            yield _(
                "The answer key gets {score} of {points} points for {exercise}; `autograder explain` or `check` says "
                "why. Mend the solution, or the case."
            ).format(score=f"{exercise.score:g}", points=f"{exercise.max_score:g}", exercise=exercise.name)
    for exercise in empty.exercises:
        if exercise.score > 0:
            yield _("The release gets {score} points for {exercise}, where nothing is filled in.").format(
                score=f"{exercise.score:g}", exercise=exercise.name
            )


def _stops(folder: Path, name: str) -> Iterator[str]:
    """Where the release stops, if it is run as it is handed out, or gives itself points."""
    beside, file = files(folder), f"release/{name}/{name}.ipynb"
    notebook = read_notebook(folder / f"{name}.ipynb")
    try:
        keys.run_in_folder(notebook, beside, file)
    except PipelineError as error:
        yield str(error)
        return
    for place, score, _points in keys.checked(notebook):
        if score:
            yield _("{file}, {cell}: the check gives {score} points, where nothing is filled in.").format(
                file=file, cell=place, score=f"{score:g}"
            )


def _write_feedback(assignment: Assignment, folder: Path) -> None:
    """All words that a student may be told about this assignment, in files, for the leak scan."""
    texts = [assignment.title]
    for exercise in assignment.exercises:
        texts += [each.name for each in (*exercise.cases, *exercise.outputs)]
        texts += [variant.remark for variant in exercise.variants]
        texts += [text for each in exercise.misconceptions for text in (each.look, each.hint)]
    (folder / FEEDBACK).write_text("\n\n".join(texts), "utf-8")
    for catalogue in sorted(language.LOCALE.rglob("*.po")):
        (folder / f"{FEEDBACK}-{catalogue.parts[-3]}").write_text(catalogue.read_text("utf-8"), "utf-8")
