"""The command line as users meet it: real processes, real files, and a sentence for every mistake."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.handed_in import BACKWARD_DROPOUT, BACKWARD_L2, COST, FORWARD_DROPOUT, IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[1]
AUTOGRADER = Path(sys.executable).with_name("autograder")


@pytest.fixture(scope="session")
def secret(tmp_path_factory):
    path = tmp_path_factory.mktemp("secret") / "secret"
    path.write_text("the secret of the tests, always the same\n")
    return path


def run(*arguments, cwd=ROOT, **environment):
    return subprocess.run(
        [str(AUTOGRADER), *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "200", "CI": "true"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def grade(tmp_path, secret):
    """Grade what lies at the given paths; gives the finished process and the results by student."""

    def call(*paths, cwd=ROOT, **environment):
        out = tmp_path / "out"
        done = run("grade", *paths, "--out", out, "--secret-file", secret, "--jobs", "2", cwd=cwd, **environment)
        assert "Traceback" not in done.stderr
        lines = (out / "results.jsonl").read_text().splitlines() if (out / "results.jsonl").exists() else []
        return done, {result["student"]: result for result in map(json.loads, lines)}

    return call


def test_names_that_the_terminal_has_no_characters_for_are_written_all_the_same(grade, tmp_path):
    (tmp_path / "王小明.ipynb").write_bytes(notebook(*RIGHT))
    done, results = grade(tmp_path / "王小明.ipynb", PYTHONIOENCODING="ascii")
    assert (done.returncode, list(results)) == (0, ["王小明"])
    assert r"\u738b\u5c0f\u660e" in done.stdout


def test_list_shows_exercises_and_points():
    done = run("list")
    assert done.returncode == 0
    assert "regularization" in done.stdout
    assert "10  compute_cost_with_regularization(A3, Y, parameters, lambd)" in done.stdout


def test_a_folder_of_notebooks(grade, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada.ipynb").write_bytes(notebook(*RIGHT))
    (folder / "bob.ipynb").write_bytes(notebook(IMPORTS, COST, BACKWARD_L2))
    (folder / "eve.ipynb").write_bytes(b'{"cells": [')
    (folder / "joe.ipynb").write_bytes(notebook("x = 1"))
    (folder / "zero.ipynb").write_bytes(b"")
    done, results = grade(folder)
    assert done.returncode == 1
    assert results["ada"]["score"] == 40
    assert results["bob"]["score"] == 20
    assert [each["status"] for each in results["bob"]["exercises"]] == ["passed", "passed", "missing", "missing"]
    assert results["eve"]["status"] == results["zero"]["status"] == "unreadable"
    assert results["joe"]["status"] == "unrecognised"
    with (tmp_path / "out" / "grades.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["student"], float(row["score"])) for row in rows if row["status"] == "graded"] == [
        ("ada", 40),
        ("bob", 20),
    ]
    assert "3 of 5" not in done.stdout
    assert "2 of 5 graded" in done.stdout


def test_a_submitted_tree_names_students_by_their_folders(grade, tmp_path):
    for student in ("ada", "bob"):
        place = tmp_path / "submitted" / student / "regularization"
        place.mkdir(parents=True)
        (place / "regularization.ipynb").write_bytes(notebook(*RIGHT))
    done, results = grade(tmp_path / "submitted")
    assert done.returncode == 0
    assert set(results) == {"ada", "bob"}
    done, results = grade(tmp_path / "submitted" / "bob" / "regularization" / "regularization.ipynb")
    assert set(results) == {"bob"}


def test_a_zip_with_traps_is_graded_without_being_unpacked(grade, tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada.ipynb", notebook(*RIGHT))
        archive.writestr("../../escaped.ipynb", notebook(*RIGHT))
        archive.writestr("bomb.ipynb", b" " * (65 * 2**20))
        archive.writestr("notes.txt", "no notebook")
    done, results = grade(path)
    assert done.returncode == 1
    assert results["ada"]["score"] == 40
    assert results["escaped"]["message"]["reason"] == "path-outside"
    assert results["bomb"]["message"]["reason"] == "too-large"
    assert len(results) == 3
    assert not (tmp_path.parent / "escaped.ipynb").exists()


def test_two_runs_give_the_same_lines(grade, tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    (tmp_path / "bob.ipynb").write_bytes(
        notebook(IMPORTS, COST.replace("W3)))", "W2)))"), FORWARD_DROPOUT, BACKWARD_DROPOUT)
    )

    def lines():
        _, results = grade(tmp_path / "ada.ipynb", tmp_path / "bob.ipynb")
        return {student: result | {"seconds": 0} for student, result in results.items()}

    assert lines() == lines()


def test_a_link_is_not_followed(grade, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (tmp_path / "other.ipynb").write_bytes(notebook(*RIGHT))
    (folder / "eve.ipynb").symlink_to(tmp_path / "other.ipynb")
    (folder / "loop.ipynb").symlink_to(folder / "loop.ipynb")
    (folder / "ada.ipynb").write_bytes(notebook(*RIGHT))
    (folder / "zoe.ipynb").symlink_to("ada.ipynb")
    done, results = grade(folder)
    assert done.returncode == 1
    assert {results[student]["message"]["reason"] for student in ("eve", "loop", "zoe")} == {"a-link"}
    assert results["ada"]["score"] == 40


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("grade", "nowhere.ipynb"), "nowhere.ipynb does not exist."),
        (("grade", "pyproject.toml"), "pyproject.toml is neither a notebook"),
        (("grade", "requirements"), "requirements holds no notebook"),
        (("grade", "source", "--assignment", "astrology"), "astrology"),
        (("grade", "source", "--secret-file", "nowhere"), "The secret file nowhere cannot be read"),
        (("grade", "source", "--python", "/no/python"), "/no/python does not run"),
        (("grade", "source", "--sandbox", "moat"), "--sandbox is auto, bwrap, landlock or none, not moat."),
        (("release", "astrology"), "astrology"),
    ],
)
def test_a_mistake_gets_one_sentence_and_status_2(arguments, sentence):
    done = run(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "script",
    [
        "exit 0",
        "exit 1",
        "echo hello",
        "echo '[]'",
        "echo '{}'",
        "echo 7",
        r"printf '\377'",
    ],
)
def test_a_program_that_is_no_python_gets_a_sentence(tmp_path, script):
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    done = run("grade", tmp_path / "ada.ipynb", "--python", program, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 2
    assert done.stderr == f"{program} does not answer as a Python does.\n"


def zips_in(folder, *names):
    folder.mkdir(exist_ok=True)
    for name in names:
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            archive.writestr(f"{name}.ipynb", notebook(*RIGHT))


def test_a_zip_within_a_folder_is_named_and_not_graded(grade, tmp_path):
    folder = tmp_path / "class"
    zips_in(folder, "more")
    (folder / "ada.ipynb").write_bytes(notebook(*RIGHT))
    done, results = grade(folder)
    assert done.returncode == 0
    assert list(results) == ["ada"]
    assert done.stderr == f"{folder}/more.zip is not looked into: name it to have it graded.\n"
    zips_in(folder, *"123456")
    done, results = grade(folder)
    named = ", ".join(f"{folder}/{name}.zip" for name in "123")
    assert done.stderr == f"{named} and 4 more are not looked into: name them to have them graded.\n"
    done, results = grade(folder, *folder.glob("*.zip"))
    assert done.stderr == ""
    assert set(results) == {"ada", "more", *"123456"}


def test_by_hand_names_zips_within_folders_too(tmp_path):
    zips_in(tmp_path / "class", "more")
    (tmp_path / "class" / "ada.ipynb").write_bytes(notebook(*RIGHT))
    done = run("by-hand", tmp_path / "class", "--out", tmp_path / "out")
    assert "more.zip is not looked into: name it to have it graded.\n" in done.stderr


def test_a_folder_of_zips_alone_is_refused_with_their_names(tmp_path):
    zips_in(tmp_path / "class", "more")
    for command in ("grade", "check"):
        done = run(command, "class", cwd=tmp_path)
        assert done.returncode == 2
        assert done.stderr.splitlines() == [
            "class holds no notebook (.ipynb).",
            "class/more.zip is not looked into: name it to have it graded.",
        ]


def test_a_damaged_zip_gets_a_sentence(tmp_path):
    (tmp_path / "class.zip").write_bytes(b"PK\x03\x04 and then nothing")
    done = run("grade", tmp_path / "class.zip")
    assert done.returncode == 2
    assert "class.zip cannot be opened as a zip file" in done.stderr


def test_without_isolation_nothing_is_graded(tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    done = run("grade", tmp_path / "ada.ipynb", "--sandbox", "bwrap", PATH=str(tmp_path))
    assert done.returncode == 2
    assert "bubblewrap is missing" in done.stderr


@pytest.fixture
def walls(tmp_path):
    """Watch bubblewrap: where commands find it, and the processes that it put warm parents into."""
    folder, started = tmp_path / "bin", tmp_path / "started"
    folder.mkdir()
    started.write_text("")
    (folder / "bwrap").write_text(
        f"""#!/bin/sh
case "$*" in *inside.parent*) echo $$ >> '{started}';; esac
exec '{shutil.which("bwrap")}' "$@"
"""
    )
    (folder / "bwrap").chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}, lambda: [int(line) for line in started.read_text().split()]


def alive(process):
    return Path(f"/proc/{process}").exists()


def test_one_notebook_takes_one_sandbox(grade, tmp_path, walls):
    environment, started = walls
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    grade(tmp_path / "ada.ipynb")  # the reference's answers are kept from now on
    (tmp_path / "bob.ipynb").write_bytes(notebook(*RIGHT, "print()"))
    _, results = grade(tmp_path / "bob.ipynb", **environment)
    assert results["bob"]["score"] == 40
    assert len(started()) == 1


@pytest.mark.parametrize("arguments", [["nowhere.ipynb"], ["ada.ipynb", "--sandbox", "moat"], ["ada.ipynb", "--help"]])
def test_a_sandbox_that_is_not_needed_after_all_ends_with_the_command(tmp_path, walls, arguments):
    environment, started = walls
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    run("grade", *arguments, cwd=tmp_path, **environment)
    deadline = time.monotonic() + 10
    while any(map(alive, started())) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(alive, started()))


def test_another_python_is_that_of_the_sandbox(tmp_path, walls):
    environment, started = walls
    (tmp_path / "other").symlink_to(sys.prefix)  # the same environment, packages and all, by another name
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    python = tmp_path / "other" / "bin" / Path(sys.executable).name
    done = run("check", tmp_path / "ada.ipynb", "--python", python, **environment)
    assert done.returncode == 0, done.stderr
    assert len(started()) == 2


def test_fail_under(tmp_path, secret):
    (tmp_path / "bob.ipynb").write_bytes(notebook(IMPORTS, COST, BACKWARD_L2))
    grading = ("grade", tmp_path / "bob.ipynb", "--secret-file", secret, "--fail-under")
    assert run(*grading, 50).returncode == 0
    assert run(*grading, 51).returncode == 1


def test_in_ci_without_a_secret_public_cases_carry_the_points(tmp_path):
    course = tmp_path / "course"
    (course / "release" / "regularization").mkdir(parents=True)
    for helper in ("reg_utils.py", "testCases.py"):
        (course / "release" / "regularization" / helper).write_text(
            (ROOT / "source/regularization" / helper).read_text()
        )
    (course / "ada.ipynb").write_bytes(notebook(*RIGHT))
    done = run("grade", "ada.ipynb", "--out", "out", cwd=course)
    assert done.returncode == 0, done.stderr
    assert "public only" in done.stdout
    assert json.loads((course / "out" / "results.jsonl").read_text())["public_only"] is True
    assert not (course / ".autograder" / "secret").exists()


def test_the_secret_is_made_on_first_use_for_its_owner_alone(tmp_path):
    for helper in ("reg_utils.py", "testCases.py"):
        (tmp_path / "source" / "regularization").mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / "regularization" / helper).write_text(
            (ROOT / "source/regularization" / helper).read_text()
        )
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    assert run("grade", "ada.ipynb", cwd=tmp_path, CI="").returncode == 0
    secret = tmp_path / ".autograder" / "secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    first = secret.read_text()
    assert run("grade", "ada.ipynb", cwd=tmp_path, CI="").returncode == 0
    assert secret.read_text() == first


def test_check_tells_a_student_what_differs_where(tmp_path):
    path = tmp_path / "ada.ipynb"
    path.write_bytes(notebook(IMPORTS, COST.replace("+ np.sum(np.square(W3))", ""), BACKWARD_L2, FORWARD_DROPOUT))
    done = run("check", path)
    assert done.returncode == 1
    assert "expected 1.786485945" in done.stdout
    assert "missing  backward_propagation_with_dropout" in done.stdout
    path.write_bytes(notebook(*RIGHT))
    assert run("check", path).returncode == 0


def test_results_reach_neither_terminal_nor_spreadsheet_as_commands(grade, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "=HYPERLINK(1)\x1b[31m.ipynb").write_bytes(notebook(*RIGHT))
    done, _ = grade(folder)
    assert "\x1b" not in done.stdout + done.stderr
    with (tmp_path / "out" / "grades.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert row["student"].startswith("'=")
    assert "\x1b" not in "".join(row.values())


def test_a_file_name_that_is_no_text_is_graded_like_any_other(grade, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.ipynb")).write_bytes(notebook(*RIGHT))
    done, results = grade(folder)
    assert done.returncode == 0, done.stderr
    assert results["caf\udce9"]["score"] == 40


def test_a_function_may_be_assigned_instead_of_defined(grade, tmp_path):
    assigned = COST.replace("def compute_cost_with_regularization", "def my_cost")
    path = tmp_path / "ada.ipynb"
    path.write_bytes(notebook(IMPORTS, assigned, "compute_cost_with_regularization = my_cost", BACKWARD_L2))
    _, results = grade(path)
    assert [each["status"] for each in results["ada"]["exercises"]] == ["passed", "passed", "missing", "missing"]


def test_a_file_is_found_once(grade, tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    _, results = grade(tmp_path / "ada.ipynb", tmp_path, tmp_path / "." / "ada.ipynb")
    assert len((tmp_path / "out" / "results.jsonl").read_text().splitlines()) == len(results) == 1


def test_results_that_cannot_be_written_are_refused(tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    (tmp_path / "file").write_text("")
    done = run("grade", tmp_path / "ada.ipynb", "--out", tmp_path / "file" / "out")
    assert done.returncode == 2
    assert "The results cannot be written to" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_takes_one_notebook():
    done = run("check", "examples/submitted")
    assert done.returncode == 2
    assert "check takes one notebook" in done.stderr


def test_a_reference_that_fails_its_public_cases_grades_nobody(tmp_path, secret):
    source = tmp_path / "source" / "regularization"
    source.mkdir(parents=True)
    for helper in ("reg_utils.py", "testCases.py"):
        (source / helper).write_text((ROOT / "source/regularization" / helper).read_text())
    wrong = COST.replace("+ np.sum(np.square(W3))", "")
    (source / "regularization.ipynb").write_bytes(notebook(IMPORTS, wrong, *RIGHT[2:]))
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    done = run("grade", "ada.ipynb", "--secret-file", secret, cwd=tmp_path)
    assert done.returncode == 2
    assert "compute_cost_with_regularization in source/regularization/regularization.ipynb fails" in done.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_at_once_and_keeps_what_is_graded(jobs, tmp_path, secret):
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(30):
        (folder / f"s{number:02}.ipynb").write_bytes(notebook(*RIGHT))
    endless = "while True:\n    A = 1\ndef compute_cost_with_regularization():\n    return A"
    (folder / "slow.ipynb").write_bytes(notebook(IMPORTS, endless))
    out = tmp_path / "out"
    grading = [str(AUTOGRADER), "grade", str(folder), "--out", str(out), "--secret-file", str(secret), "--jobs", jobs]
    grading += ["--timeout", "600"]  # nothing waits for the endless loop
    process = subprocess.Popen(
        grading, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    while not (out / "results.jsonl").exists() or (out / "results.jsonl").read_text().count("\n") < 3:
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, complaints = process.communicate(timeout=30)
    assert process.returncode == 130
    assert complaints.decode().strip() == f"Interrupted. What was graded until then is in {out}."
    lines = (out / "results.jsonl").read_text().splitlines()
    assert len((out / "grades.csv").read_text().splitlines()) == len(lines) + 1


def test_a_hidden_exception_cannot_carry_inputs_out_in_its_line(grade, tmp_path):
    smuggling = """
        import types
        def boom():
            raise ValueError
        def compute_cost_with_regularization(A3, Y, parameters, lambd):
            n = int(abs(A3[0, 0]) * 2**31) & 0x7FFFFFFF
            types.FunctionType(boom.__code__.replace(co_firstlineno=n), globals())()
    """
    path = tmp_path / "eve.ipynb"
    path.write_bytes(notebook(IMPORTS, smuggling))
    _, results = grade(path)
    messages = [case["message"] for case in results["eve"]["exercises"][0]["cases"] if not case["public"]]
    assert len(messages) == 3
    assert {(each["type"], each["cell"], each["line"], each["code"]) for each in messages} == {
        ("ValueError", None, None, "")
    }


def test_a_class_called_number_costs_its_own_exercise_alone(grade, tmp_path):
    posing = "class number: pass\ndef compute_cost_with_regularization(A3, Y, parameters, lambd):\n    return number()"
    path = tmp_path / "eve.ipynb"
    path.write_bytes(notebook(IMPORTS, posing, BACKWARD_L2))
    done, results = grade(path)
    assert done.returncode == 0
    assert [each["status"] for each in results["eve"]["exercises"]] == ["wrong", "passed", "missing", "missing"]


def test_figures_too_small_to_tell_do_not_follow_from_one_another(grade, tmp_path):
    tiny = """
        def backward_propagation_with_dropout(X, Y, cache, keep_prob):
            m = X.shape[1]
            (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) = cache
            t = 1e-12
            return {"dZ3": (A3 - Y) * t, "dW3": W3 * t, "db3": np.sum(A3 - Y, axis=1, keepdims=True) / m,
                    "dA2": A2 * 0 + t, "dZ2": A2 * 0 + t, "dW2": W2 * t, "db2": b2 * 0 + t,
                    "dA1": A1 * 0 + t, "dZ1": A1 * 0 + t, "dW1": W1 * t, "db1": b1 * 0 + t}
    """
    path = tmp_path / "eve.ipynb"
    path.write_bytes(notebook(IMPORTS, tiny))
    _, results = grade(path)
    assert results["eve"]["score"] == 0


def test_a_hidden_exception_cannot_carry_inputs_out_in_its_name(grade, tmp_path):
    naming = """
        def compute_cost_with_regularization(A3, Y, parameters, lambd):
            raise type("Inputs" + repr(A3), (Exception,), {})("and " + repr(Y))
    """
    path = tmp_path / "eve.ipynb"
    path.write_bytes(notebook(IMPORTS, naming))
    _, results = grade(path)
    hidden = [case for case in results["eve"]["exercises"][0]["cases"] if not case["public"]]
    assert {case["message"]["type"] for case in hidden} == {"Exception"}
    assert not any("text" in case["message"] for case in hidden)
