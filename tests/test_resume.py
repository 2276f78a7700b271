"""A grading that is broken off, or done again, repeats nothing and loses nothing."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.handed_in import BACKWARD_DROPOUT, BACKWARD_L2, COST, FORWARD_DROPOUT, IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[1]
AUTOGRADER = Path(sys.executable).with_name("autograder")
KEPT = "results are kept of an earlier run"


@pytest.fixture
def course(tmp_path):
    """A class of eight, and a secret."""
    (tmp_path / "secret").write_text("the secret of the tests, always the same\n")
    (tmp_path / "class").mkdir()
    for number in range(8):
        cells = RIGHT if number % 2 else (IMPORTS, COST.replace("2 * m", str(number)), BACKWARD_L2, FORWARD_DROPOUT)
        (tmp_path / "class" / f"s{number}.ipynb").write_bytes(notebook(*cells))
    return tmp_path


def command(course, *options):
    grading = ("grade", course / "class", "--out", course / "out", "--secret-file", course / "secret", "--jobs", "2")
    return [str(each) for each in (AUTOGRADER, *grading, "--assignment", "regularization", *options)]


def run(course, *options):
    return grade(course, course / "class", *options)


def grade(course, path, *options):
    words = [str(path) if word == str(course / "class") else word for word in command(course, *options)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done


def lines(course):
    """The lines of the results, sorted and without their seconds."""
    records = [json.loads(line) for line in (course / "out" / "results.jsonl").read_text().splitlines()]
    return sorted(json.dumps({**record, "seconds": 0}) for record in records)


def test_a_second_run_grades_nothing_and_says_so(course):
    run(course)
    before = (course / "out" / "results.jsonl").read_text(), (course / "out" / "grades.csv").read_text()
    done = run(course)
    assert f"8 {KEPT}" in done.stdout
    assert before == ((course / "out" / "results.jsonl").read_text(), (course / "out" / "grades.csv").read_text())


def test_only_what_has_changed_is_graded_again(course):
    run(course)
    (course / "class" / "s0.ipynb").write_bytes(notebook(*RIGHT))
    (course / "class" / "s1.ipynb").unlink()
    done = run(course)
    assert f"6 {KEPT}" in done.stdout
    results = {json.loads(line)["student"]: json.loads(line) for line in lines(course)}
    assert sorted(results) == ["s0", "s2", "s3", "s4", "s5", "s6", "s7"]
    assert results["s0"]["score"] == 40


GONE = "of an earlier run {} no longer there: results.jsonl holds what this run found, and nothing else."


def test_what_a_smaller_run_drops_is_said(course):
    assert "no longer" not in run(course).stdout
    assert "no longer" not in run(course).stdout
    (course / "class" / "s1.ipynb").unlink()
    assert f"\n1 result {GONE.format('is')}\n" in run(course).stdout
    # Whatever it was graded with.
    alone = course / "class" / "s3.ipynb"
    done = grade(course, alone, "--timeout", "9")
    assert f"\n6 results {GONE.format('are')}\n" in done.stdout
    assert len(lines(course)) == 1
    assert "no longer" not in grade(course, alone).stdout
    done = grade(course, course / "class" / "s5.ipynb", "--quiet")
    assert (done.stdout, done.stderr) == ("", "")


def test_what_is_there_under_another_name_is_not_said_to_be_dropped(course):
    run(course)
    done = grade(course, course / "class" / ".." / "class")  # the same files
    assert "no longer" not in done.stdout
    run(course)
    done = grade(course, course / "class" / "s3.ipynb", "--student", "anna")
    assert f"\n7 results {GONE.format('are')}\n" in done.stdout


def test_what_has_pseudonyms_now_or_had_them_is_not_said_to_be_dropped(course):
    hidden = run(course, "--anonymise")
    again = run(course, "--anonymise")
    assert f"8 {KEPT}" in again.stdout
    fewer = grade(course, course / "class" / "s3.ipynb", "--anonymise")
    assert f"\n7 results {GONE.format('are')}\n" in fewer.stdout
    run(course, "--anonymise")
    named = run(course)  # they may be of anyone
    assert not any("no longer" in done.stdout for done in (hidden, again, named))


def test_what_a_result_depends_on_has_to_be_the_same(course):
    run(course)
    (course / "other").write_text("another secret, which draws other cases\n")
    for options in (("--timeout", "9"), ("--secret-file", course / "other"), ("--sandbox", "landlock")):
        assert KEPT not in run(course, *options).stdout
    renamed = course / "class" / "s3.ipynb"
    renamed.rename(renamed.with_name("anna.ipynb"))
    assert f"7 {KEPT}" in run(course, "--sandbox", "landlock").stdout  # another student, another set of cases


def test_half_a_line_is_graded_again(course):
    run(course)
    whole = lines(course)
    path = course / "out" / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-100])
    assert f"7 {KEPT}" in run(course).stdout
    assert lines(course) == whole


@pytest.mark.parametrize("rubbish", ["", "{}", '{"schema": 2}', '{"schema": 1, "submission": []}', "null", "\0", "[1]"])
def test_rubbish_in_the_results_is_dropped(course, rubbish):
    run(course)
    whole = lines(course)
    with (course / "out" / "results.jsonl").open("a") as file:
        file.write(rubbish + "\n")
    assert f"8 {KEPT}" in run(course).stdout
    assert lines(course) == whole


def test_two_gradings_do_not_write_to_one_folder(course):
    (course / "class" / "s0.ipynb").write_bytes(
        notebook("def compute_cost_with_regularization(*all):\n    while True: pass")
    )
    first = subprocess.Popen(
        command(course, "--timeout", "600"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not (course / "out" / "results.jsonl").exists():
            assert first.poll() is None
        second = run(course)
        assert (second.returncode, second.stderr.count("\n")) == (2, 1)
        assert "Another grading is writing to" in second.stderr
    finally:
        first.send_signal(signal.SIGINT)
        assert first.wait() == 130


# --- killed ---------------------------------------------------------------------------------------------------------


def family(pid):
    """A process and all that descend from it, as far as they can be seen."""
    children = {}
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit():
                parent = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry))
        except OSError:
            continue
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def victims(pid):
    """The family without Python's own tracker of semaphores, which says so loudly when somebody kills it."""
    found = []
    for each in family(pid):
        with contextlib.suppress(OSError):
            if b"resource_tracker" not in Path(f"/proc/{each}/cmdline").read_bytes():
                found.append(each)
    return found or [pid]


def written(results):
    return results.read_bytes().count(b"\n") if results.exists() else 0


@pytest.mark.heavy
@pytest.mark.parametrize(
    "way",
    [("--sandbox", "bwrap"), ("--sandbox", "landlock"), ("--sandbox", "bwrap", "--scheduler", "local")],
    ids=lambda way: way[-1],
)
def test_killing_any_process_at_any_moment_loses_and_repeats_nothing(course, way):
    for number in range(8, 200):
        cells = (IMPORTS, COST, BACKWARD_L2.replace("dZ2", f"dZ_{number}"), FORWARD_DROPOUT, BACKWARD_DROPOUT)
        (course / "class" / f"s{number}.ipynb").write_bytes(notebook(*cells[: 2 + number % 4]))
    run(course, *way[:2])
    undisturbed = lines(course)
    chance = random.Random(way[-1])
    kills = finished = 0
    process = None
    while kills < 100 or process is not None or not finished:  # the last start is left alone
        if process is None:
            results = course / "out" / "results.jsonl"
            if written(results) == len(undisturbed):
                results.unlink()
            before = written(results)
            grading = command(course, *way)
            process = subprocess.Popen(grading, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            # The start is the same every time, and no result is at stake; a cluster's takes seconds.
            while process.poll() is None and written(results) == before:
                time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.8))
        if kills < 100 and process.poll() is None:
            try:
                os.kill(chance.choice(victims(process.pid)), signal.SIGKILL)
                kills += 1
            except ProcessLookupError:
                continue
        if process.poll() is not None:
            _, complaints = process.communicate()
            assert "Traceback" not in complaints
            assert process.returncode in (0, -signal.SIGKILL), complaints
            if process.returncode == 0:
                finished += 1
                assert lines(course) == undisturbed
            process = None
    assert finished
