"""nbgrader's settings for this course folder."""

import os
import shutil
import sys
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions

try:
    from autograder.pipeline.preprocessor import StripSolutions
    from autograder.preprocessors import configure
except Exception as error:  # nbgrader would say so, go on without these settings, and run students' code as its user
    sys.exit(f"This course is graded by the package autograder, which cannot be imported here: {error}")

c = get_config()  # noqa: F821  # traitlets puts it here

if shutil.which("alembic") is None:  # nbgrader calls it by name; it is installed beside this Python
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "deep-learning"
c.CourseDirectory.ignore = [".*", "*.pyc", "__pycache__", "feedback"]

# nbgrader's own list, but for what takes the solutions out.
c.GenerateAssignment.preprocessors = [
    StripSolutions if each is ClearSolutions else each for each in GenerateAssignment.preprocessors.default()
]

configure(c)  # what `nbgrader autograde` and the formgrader do is done in the sandbox
