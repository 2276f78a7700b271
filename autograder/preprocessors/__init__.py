"""Stands in nbgrader's lists of preprocessors: ``nbgrader autograde`` and the formgrader grade in the sandbox with it.

In a course's ``nbgrader_config.py``::

    from autograder.preprocessors import configure

    configure(get_config())

What is none of ours, a whole assignment or one test cell, stays with nbgrader's own preprocessors.
"""

from typing import Any

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import ClearOutput, DeduplicateIds, Execute, SaveAutoGrades

from .exporter import SubmissionExporter
from .feedback import HideTests
from .grade import GradeInSandbox, SaveGrades
from .outputs import KeepPlainOutputs
from .restore import RestoreCells

__all__ = ["GradeInSandbox", "HideTests", "KeepPlainOutputs", "RestoreCells", "SaveGrades", "SubmissionExporter"]

INSTEAD = {
    ClearOutput: [KeepPlainOutputs],
    DeduplicateIds: [RestoreCells, DeduplicateIds],
    Execute: [GradeInSandbox],
    SaveAutoGrades: [SaveGrades],
}
"""What stands where nbgrader's own would; the others of its lists stay."""


def configure(config: Any) -> None:
    """Have nbgrader grade with this package, in all other things as before."""
    config.Autograde.exporter_class = SubmissionExporter
    for name in ("sanitize_preprocessors", "autograde_preprocessors"):
        stock = getattr(Autograde, name).default()
        config.Autograde[name] = [ours for each in stock for ours in INSTEAD.get(each, [each])]
    config.GenerateFeedback.preprocessors = [HideTests, *GenerateFeedback.preprocessors.default()]
