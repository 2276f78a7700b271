"""The examples for platforms are what the grader makes today, and the scripts among them run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import platform_examples
from tests.handed_in import COST, IMPORTS, notebook

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "platforms"
AUTOGRADER = Path(sys.executable).with_name("autograder")


def test_they_are_what_the_grader_makes_of_the_example_class(tmp_path):
    platform_examples.write(tmp_path / "made", tmp_path / "work")
    made = {file.relative_to(tmp_path / "made"): file.read_text() for file in (tmp_path / "made").rglob("*.*")}
    assert len(made) == 4
    assert {place: (EXAMPLES / place).read_text() for place in made} == made


@pytest.mark.parametrize(("part", "fraction"), [("", 0.25), ("Yx1aB", 1.0), ("Zc2dE", 0.0)])
def test_the_entry_point_for_coursera(tmp_path, part, fraction):
    submission = tmp_path / "shared" / "submission" / "submission.ipynb"
    submission.parent.mkdir(parents=True)
    submission.write_bytes(notebook(IMPORTS, COST))
    (tmp_path / "secret").write_text("the secret of the tests, always the same")
    environment = {
        "COURSE": str(ROOT),
        "SHARED": str(tmp_path / "shared"),
        "RESULTS": str(tmp_path / "results"),
        "SECRET_FILE": str(tmp_path / "secret"),
        "PATH": f"{AUTOGRADER.parent}:{os.environ['PATH']}",
        "partId": part,
    }
    done = subprocess.run(
        [EXAMPLES / "coursera" / "grade"], env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "shared" / "feedback.json").read_text())
    assert record["fractionalScore"] == fraction
    assert json.loads(done.stdout) == record


# --- GitLab, and any other CI -----------------------------------------------------------------------------------

GITLAB = EXAMPLES / "gitlab" / ".gitlab-ci.yml"


def test_the_pipeline_keeps_to_gitlabs_published_schema():
    check = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci"]
    done = subprocess.run([*check, GITLAB], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_pipelines_script_grades_a_project(tmp_path):
    import yaml

    project, course = tmp_path / "project", tmp_path / "course"
    project.mkdir()
    course.mkdir()
    (project / "regularization.ipynb").write_bytes(notebook(IMPORTS, COST))
    for name in ("autograder", "release"):
        (course / name).symlink_to(ROOT / name)
    job = yaml.safe_load(GITLAB.read_text())["autograding"]
    script = "\n".join(job["script"]).replace("/course", str(course))
    path = f"{AUTOGRADER.parent}:{os.environ['PATH']}"
    environment = {"CI": "true", "CI_PROJECT_DIR": str(project), "PATH": path}
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=project, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr  # 25 of 100, and 60 are asked for
    assert "Below 60 %" in done.stderr
    assert (project / job["artifacts"]["reports"]["junit"]).exists()
    assert (project / job["artifacts"]["paths"][0] / "index.html").exists()


# --- the container ----------------------------------------------------------------------------------------------


def test_the_containerfile_copies_what_there_is_and_no_answers_into_the_public_image():
    text = (ROOT / "Containerfile").read_text()
    public, course = text.split("FROM public AS course")
    copied = re.findall(r"^COPY (.+) \S+$", public, re.MULTILINE)
    sources = [source for each in copied for source in each.split()]
    assert sources == [
        "requirements/grader.txt",
        "requirements/torch.txt",
        "scripts/container/autograder",
        "autograder/",
        "release/",
    ]
    assert all((ROOT / source).exists() for source in sources)
    assert re.findall(r"^COPY (\S+)", course, re.MULTILINE) == ["source/"]
    ignored = (ROOT / ".containerignore").read_text().split()
    assert {".autograder", ".git", ".venv", "build"} <= set(ignored)  # should anybody copy it all
    assert (ROOT / ".dockerignore").read_text() == (ROOT / ".containerignore").read_text()


@pytest.mark.heavy
@pytest.mark.skipif(not shutil.which("buildah"), reason="buildah builds the image")
@pytest.mark.skipif(
    not os.environ.get("AUTOGRADER_BASE"), reason="AUTOGRADER_BASE names an image with Python to build on"
)
def test_the_image_grades(tmp_path):
    """``AUTOGRADER_BASE=docker.io/library/python:3.12-slim-bookworm pytest -m heavy`` builds it and grades in it."""
    base = f"BASE={os.environ['AUTOGRADER_BASE']}"
    subprocess.run(["buildah", "build", "--build-arg", base, "--tag", "autograder:test", ROOT], check=True)
    container = subprocess.run(["buildah", "from", "autograder:test"], capture_output=True, text=True, check=True)
    name = container.stdout.split()[-1]
    (tmp_path / "ada.ipynb").write_bytes(notebook(IMPORTS, COST))
    try:
        run = ["buildah", "run", "--volume", f"{tmp_path}:/handed-in:ro", name, "--"]
        done = subprocess.run([*run, "autograder", "grade", "/handed-in/ada.ipynb"], capture_output=True, text=True)
    finally:
        subprocess.run(["buildah", "rm", name], check=True)
    assert "10 of 40" in done.stdout
