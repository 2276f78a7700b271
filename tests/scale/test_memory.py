"""The memory of a class does not grow with it, but for what its files and students are called."""

import gc
import json
import subprocess
import sys
import tracemalloc
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import Pipe
from pathlib import Path

import pytest

from autograder import assignments, mistakes
from autograder.bench import open_bench, prepare
from autograder.commands.grade import grade
from autograder.course import Course
from autograder.mistakes import KnownMistakes
from autograder.model import ExerciseResult, Fate, Result, Status, Verdict
from autograder.papers import Paper, drawn_inputs
from autograder.reference import answers, paper_of_set
from autograder.rooms import Settings, open_rooms
from autograder.sandbox import wire
from autograder.scale import local
from autograder.secret import set_of
from benchmarks.watching import Job, watch
from tests.handed_in import RIGHT, notebook

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
SECRET = b"the secret of the tests, always the same"
OF_A_SUBMISSION = 550
"""Bytes: half of them are the path and the name. The result that a worker sends takes thousands."""


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    (tmp_path / "secret").write_bytes(SECRET)
    return tmp_path


def handed_in(course, count, data=lambda number: b"%d" % number):
    folder = course / f"class-{count}"
    folder.mkdir()
    for number in range(count):
        (folder / f"student-{number:05}.ipynb").write_bytes(data(number))
    return folder


# --- the command ----------------------------------------------------------------------------------------------------


class Hand:
    """In place of a worker: says at once what one would say, through such a connection."""

    held = 0

    def __init__(self, settings, papers, core):
        self.connection, self._far = Pipe()
        self.at_hand = deque()

    def take(self, shares, own):
        while len(self.at_hand) < local.AHEAD and (waiting := shares[own] or max(shares, key=len)):
            self.at_hand.append(waiting.popleft())
            self._far.send(result(self.at_hand[-1]))
        if not self.at_hand:
            gc.collect()
            Hand.held, _peak = tracemalloc.get_traced_memory()

    def end(self):
        self.connection.close()
        self._far.close()


def result(found):
    number = int(found.student.partition("-")[2])
    exercises = []
    for name, places in {"cost": 1, "backward": 2, "dropout": 4, "both": 8}.items():
        status = Status.WRONG if number & places else Status.PASSED
        cases = tuple(Verdict(f"case {case} of {found.student}", case == 0, status) for case in range(6))
        points = 10.0 * (status is Status.PASSED)
        exercises.append(ExerciseResult(name, status, points, 10.0, cases, printed=f"printed by {found.student}"))
    return Result(
        submission=found.shown,
        student=found.student,
        sha256=f"{number:064x}",
        status=Fate.GRADED,
        assignment="regularization",
        score=sum(each.score for each in exercises),
        max_score=40.0,
        seconds=number / 1000,
        exercises=tuple(exercises),
        made_with="0" * 32,
    )


def kept_of_each(course):
    """The bytes that the command keeps of each submission."""
    local.Worker = Hand

    def held(count):
        folder = str(handed_in(course, count))
        tracemalloc.start()
        try:
            grade([folder], secret_file=course / "secret", results=course / f"out-{count}", jobs=2, quiet=True)
        finally:
            tracemalloc.stop()
        return Hand.held

    held(50)  # reads what is read but once
    few, many = held(128), held(1024)
    return (many - few) / 896


def test_of_a_submission_the_command_keeps_little_more_than_its_names(course):
    # In a process of its own: what other tests left would be counted too.
    command = [sys.executable, "-m", __name__, str(course)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert float(told) < OF_A_SUBMISSION
    assert len((course / "out-1024" / "grades.csv").read_text().splitlines()) == 1025


# --- the workers ----------------------------------------------------------------------------------------------------


def graded(course, folder, *options):
    """The students in the order in which they were graded."""
    words = ["grade", folder, "--secret-file", course / "secret", "--out", course / "out", "--jobs", 1, *options]
    subprocess.run([str(word) for word in (AUTOGRADER, *words)], cwd=ROOT, check=True, capture_output=True)
    lines = (course / "out" / "results.jsonl").read_text().splitlines()
    return [json.loads(line)["student"] for line in lines]


def test_who_has_the_same_cases_is_graded_together(course):
    folder = handed_in(course, 12, lambda number: notebook(*RIGHT, f"x = {number}"))
    students = graded(course, folder)
    sets = [set_of(SECRET, student, "regularization") for student in students]
    assert sets == sorted(sets)
    assert students != sorted(students)


def test_attempts_are_graded_as_they_are_found_so_that_few_wait_for_others(course):
    folder = handed_in(course, 12, lambda number: notebook(*RIGHT, f"x = {number}"))
    students = graded(course, folder, "--attempt", "last")
    assert students == sorted(students)


def test_what_is_kept_of_a_set_is_what_the_secret_draws():
    settings = prepare(Settings(Course(ROOT), ("regularization",), SECRET, sys.executable, "bwrap"))
    assignment = assignments.load("regularization")
    folder = answers(settings, assignment.name)
    for number in range(64):
        paper = paper_of_set(folder, number, assignment)
        for exercise in assignment.exercises:
            asked = [each.inputs for each in paper.questions[exercise.name] if not each.public]
            drawn = [inputs for _, inputs in drawn_inputs(assignment.name, exercise, SECRET, number)]
            assert wire.encode({"asked": asked}) == wire.encode({"asked": drawn})


@pytest.mark.parametrize(("papers", "kept"), [(local.PAPERS, local.PAPERS), (None, 64)])
def test_a_worker_keeps_so_many_papers(papers, kept):
    settings = prepare(Settings(Course(ROOT), ("regularization",), SECRET, sys.executable, "bwrap"))
    gc.collect()
    before = living_papers()
    with open_bench(settings, papers) as bench:
        for number in range(1000):
            bench.paper(bench.assignments[0], f"student-{number}")
        assert living_papers() - before == kept


def test_one_worker_at_a_time_has_a_sandbox_open_for_misconceptions(tmp_path, monkeypatch):
    (tmp_path / "source").symlink_to(ROOT / "source")
    settings = prepare(Settings(Course(tmp_path), ("regularization",), None, sys.executable, "bwrap"))
    assignment = assignments.load("regularization")
    opened, most = [], []

    @contextmanager
    def counted(*how):
        with open_rooms(*how) as rooms:
            opened.append(rooms)
            most.append(len(opened))
            yield rooms
            opened.remove(rooms)

    def known(exercise):
        return KnownMistakes(settings, assignment, exercise, None, None).singles()

    monkeypatch.setattr(mistakes, "open_rooms", counted)
    with ThreadPoolExecutor() as workers:
        assert all(workers.map(known, assignment.exercises))
    assert most == [1] * len(assignment.exercises)


def living_papers():
    return sum(isinstance(each, Paper) for each in gc.get_objects())


@pytest.mark.slow
def test_ten_times_the_class_takes_no_more_memory(course):
    def peak(count):
        folder = handed_in(course, count, lambda number: notebook(*RIGHT, f"x = {number}"))
        command = [AUTOGRADER, "grade", folder, "--secret-file", course / "secret", "--jobs", "2"]
        return watch(Job(command, ROOT, course / "log")).memory

    peak(20)  # computes what is kept
    few, many = peak(60), peak(600)
    assert many < 1.2 * few
    assert many < 300e6


if __name__ == "__main__":
    print(kept_of_each(Path(sys.argv[1])))
