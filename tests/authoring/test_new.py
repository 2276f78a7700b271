"""`autograder new`: an assignment that holds from the start, or nothing at all."""

import shutil
import subprocess
import sys

import pytest

from tests.authoring.a_copy import NAME, copied

FILES = {
    "source/week_5/week_5.ipynb",
    "source/week_5/week_5_utils.py",
    "source/week_5/README.md",
    "source/week_5/requirements.txt",
    "autograder/assignments/week_5.py",
    "tests/week_5/test_week_5.py",
}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A copy of the course that these tests found something in."""
    return copied(tmp_path_factory.mktemp("fresh") / "course")


def test_it_says_what_it_wrote_and_what_comes_next(fresh):
    before = fresh.files()
    done = fresh.autograder("new", NAME)
    assert done.returncode == 0, done.stderr
    assert fresh.files() - before == FILES
    lines = done.stdout.splitlines()
    assert {line.removesuffix(" is new.") for line in lines[: len(FILES)]} == FILES
    commands = [line.strip() for line in lines if line.startswith("    ")]
    assert commands == [f"autograder release {NAME}", f"autograder audit {NAME}", f"python -m pytest tests/{NAME}"]
    assert f"{NAME}  Week 5  10 points" in fresh.autograder("list").stdout


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Week5", "Week5 cannot be the name of an assignment"),
        ("5th_week", "5th_week cannot be the name"),
        ("week-5", "week-5 cannot be the name"),
        ("../week", "../week cannot be the name"),
        ("", " cannot be the name"),
        ("a" * 31, "cannot be the name"),
        ("lambda", "lambda cannot be the name"),
        ("regularization", "source/regularization is there already; take another name than regularization."),
        ("draws", "autograder/assignments/draws is there already"),
        ("pipeline", "tests/pipeline is there already"),
    ],
)
def test_a_name_that_will_not_do_is_refused_in_a_sentence(fresh, name, says):
    before = fresh.files()
    done = fresh.autograder("new", "--", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert fresh.files() == before


def test_another_package_than_the_course_s_is_refused(fresh, tmp_path):
    (tmp_path / "source").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "new", "week_7"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(fresh.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "run this in a clone of the course" in done.stderr
    assert list(tmp_path.rglob("*")) == [tmp_path / "source"]


def test_what_cannot_be_written_whole_is_not_written_at_all(fresh):
    tests = fresh.root / "tests"
    kept, before = tests.with_name("kept"), fresh.files()
    shutil.move(tests, kept)
    tests.write_text("in the way")
    try:
        done = fresh.autograder("new", "week_8")
    finally:
        tests.unlink()
        shutil.move(kept, tests)
    assert done.returncode == 2
    assert done.stderr.startswith("tests/week_8/test_week_8.py cannot be written: ")
    assert fresh.files() == before
    assert not (fresh.root / "source" / "week_8").exists()


@pytest.mark.parametrize("check", [("check",), ("format", "--check")], ids=" ".join)
def test_what_it_writes_keeps_the_rules_of_the_house(fresh, check):
    name = "a_name_as_long_as_a_name_can_b"
    if not (fresh.root / "source" / name).exists():
        assert fresh.autograder("new", name).returncode == 0
    files = [f"source/{name}", f"tests/{name}", f"autograder/assignments/{name}.py"]
    done = fresh.run(sys.executable, "-m", "ruff", *check, *files)
    assert done.returncode == 0, done.stdout


def test_it_is_shown_in_the_language_it_is_written_in_and_nobody_has_to_translate_it(fresh):
    assert fresh.autograder("new", "week_6").returncode == 0
    assert "week_6  Week 6  10 分" in fresh.autograder("--lang", "zh_CN", "list").stdout
    done = fresh.run(sys.executable, "-m", "scripts.texts")  # which test_language compares the catalogues with
    assert done.returncode == 0, done.stderr
    catalogue = (fresh.root / "autograder/locale/zh_CN/LC_MESSAGES/autograder.po").read_text("utf-8")
    assert "autograder/assignments/regularization.py" in catalogue
    assert "week_6" not in catalogue


@pytest.mark.heavy
def test_what_it_writes_holds_from_the_start(tmp_path):
    course = copied(tmp_path / "course")
    for command in ("new", "release", "audit"):
        done = course.autograder(command, NAME)
        assert done.returncode == 0, done.stdout + done.stderr
    done = course.run(sys.executable, "-m", "pytest", "-n", "0", f"tests/{NAME}")
    assert done.returncode == 0, done.stdout
