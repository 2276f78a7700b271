"""Reads what was handed in for ``nbgrader autograde``, and holds what one run of it needs."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, MissingEntry
from traitlets import Enum, Float, Integer, Unicode

from .. import assignments, language
from ..bench import prepare
from ..course import find_course
from ..intake import Found, load
from ..language import _
from ..model import Result
from ..outlets.master import Master, master
from ..overrides import Overrides, applied, overrides_of
from ..rooms import Settings
from ..sandbox.limits import MB, Limits
from ..sandbox.sandbox import strongest
from ..sandbox.starting import Backend
from ..secret import course_secret
from .desk import Desk, desk
from .reading import sound


class SubmissionExporter(NotebookExporter):
    """nbgrader's exporter, for which no submission of ours is unreadable.

    A file that cannot be read stands in the tree of autograded notebooks as the notebook that was handed out, without
    a line of the student's; its score is what the sandbox makes of the file itself.
    """

    sandbox = Enum(
        ["auto", "bwrap", "landlock", "none"],
        default_value="auto",
        help="bwrap, landlock, or auto for the stronger that works; none runs code with your rights.",
    ).tag(config=True)
    python = Unicode(sys.executable, help="The Python whose NumPy runs the submissions.").tag(config=True)
    seconds = Float(10.0, min=0.1, help="Seconds that an exercise may take.").tag(config=True)
    memory = Integer(1024, min=256, help="Megabytes that a submission may use.").tag(config=True)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)  # type: ignore[no-untyped-call]
        self._masters: dict[tuple[str, str], Master | None] = {}
        self._desk: Desk | None = None
        self._overrides = Overrides()
        self._graded: tuple[Found, Result] | None = None
        language.use()

    @property
    def folders(self) -> Any:
        """nbgrader's CourseDirectory."""
        assert self.parent is not None
        return self.parent.coursedir

    @property
    def course(self) -> Path:
        return Path(self.folders.root)

    def master(self, resources: Mapping[str, Any]) -> Master | None:
        """What the gradebook knows of the notebook at hand; None where nbgrader grades alone."""
        about = resources["nbgrader"]
        name = about["assignment"], about["notebook"]
        if name not in self._masters:
            with Gradebook(about["db_url"]) as gradebook:
                try:
                    notebook = gradebook.find_notebook(name[1], name[0])
                except MissingEntry:
                    return None
                self._masters[name] = master(notebook, [assignments.load(each) for each in assignments.names()])
        return self._masters[name]

    def result(self, resources: Mapping[str, Any], master: Master) -> Result:
        """What the sandbox makes of the file that was handed in, however nbgrader has changed its copy."""
        if self._desk is None:
            settings = prepare(self._settings())
            self._overrides = overrides_of(settings.course, None, settings.secret)
            self._desk = desk(settings)
        found = self._handed_in(resources, master)
        if self._graded is None or self._graded[0] != found:  # nbgrader goes through each notebook twice
            self._graded = found, applied(self._desk.grade(found), self._overrides)
        return self._graded[1]

    def from_filename(self, filename: str, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        # A link, which may lead to what the student may not see, is not followed.
        if self.master(resources) and isinstance(load(Found(str(filename), "", ""), Limits().notebook), Result):
            return self.from_notebook_node(new_notebook(), resources, **more)  # type: ignore[no-untyped-call,no-any-return]
        return super().from_filename(filename, resources, **more)

    def from_file(self, file_stream: Any, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        if self.master(resources) is None:
            return super().from_file(file_stream, resources, **more)
        try:
            notebook = sound(nbformat.read(file_stream, as_version=4))
        except Exception as error:  # whatever a student's file does to a reader, it stops nobody's grading
            self.log.warning("%s cannot be shown (%s)", file_stream.name, type(error).__name__)
            notebook = new_notebook()
        return self.from_notebook_node(notebook, resources, **more)  # type: ignore[no-untyped-call,no-any-return]

    def _handed_in(self, resources: Mapping[str, Any], master: Master) -> Found:
        about, folders = resources["nbgrader"], self.folders
        folder = folders.format_path(folders.submitted_directory, about["student"], about["assignment"])
        path = os.path.join(folder, f"{about['notebook']}.ipynb")  # noqa: PTH118  # the text that nbgrader has, as it is
        return Found(path, about["student"], master.assignment.name)

    def _settings(self) -> Settings:
        course = find_course(self.course)
        secret = course_secret(course.root) if (course.root / "source").is_dir() else None
        if secret is None:
            self.log.warning(_("There is no secret of the course here, so the public cases carry the points."))
        return Settings(
            course=course,
            assignments=tuple(assignments.names()),
            secret=secret,
            python=self.python,
            backend=self._backend(),
            limits=replace(Limits(), seconds=self.seconds, memory=self.memory * MB),
        )

    def _backend(self) -> Backend:
        if self.sandbox != "auto":
            return cast(Backend, self.sandbox)
        backend, weakness = strongest()
        if weakness:
            self.log.warning(weakness)
        return backend


def exporter_of(preprocessor: Any) -> SubmissionExporter:
    """The exporter of the run that a preprocessor stands in.

    Raises
    ------
    TypeError
        If it stands in another's list.
    """
    if not isinstance(preprocessor.parent, SubmissionExporter):
        raise TypeError(
            _(
                "{name} needs c.Autograde.exporter_class = SubmissionExporter; configure of this package sets both."
            ).format(name=type(preprocessor).__name__)
        )
    return preprocessor.parent
