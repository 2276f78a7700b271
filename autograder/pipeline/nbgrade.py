"""Runs nbgrader's own ``generate_assignment``, with the course's settings, into a folder of one's choice."""

import logging
from pathlib import Path

from nbgrader.converters import GenerateAssignment, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from ..language import _
from .notebooks import PipelineError


def generate(course: Path, assignment: str, into: Path) -> Path:
    """Make the release of an assignment as ``nbgrader generate_assignment`` does, less its database.

    Returns
    -------
    Path
        The folder of the release, below ``into``.

    Raises
    ------
    PipelineError
        If nbgrader refuses, with its reason.
    """
    if not (course / "nbgrader_config.py").is_file():
        raise PipelineError(
            _("There is no nbgrader_config.py in {course}; run this in the course folder.").format(course=course)
        )
    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config())
    config.CourseDirectory.root = str(course.resolve())
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.release_directory = str(into.resolve())
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.log = log = logging.Logger("nbgrader")
    log.addHandler(complaints := _Complaints())
    try:
        converter.start()
    except NbGraderException as error:
        raise PipelineError(
            _("nbgrader makes no release of {assignment}: {reason}").format(
                assignment=assignment, reason=complaints.reason or error
            )
        ) from None
    return into / assignment


class _Complaints(logging.Handler):
    """Keeps the last line of the traceback that nbgrader logs and then swallows."""

    reason = ""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.levelno >= logging.ERROR and not self.reason and "Traceback" in text:
            self.reason = text.strip().splitlines()[-1]
