"""The table of a class at every width: names and scores are whole, whatever the number of exercises."""

import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from autograder.model import ExerciseResult, Fate, Message, Result, Status
from autograder.outlets import table

NAMES = ("aiko", "konstantinopel.of.the.east@students.example.org", "李雷")
ENDS = {
    "aiko": lambda number: Status.PASSED,
    NAMES[1]: lambda number: Status.MISSING if number < 7 else Status.TIMEOUT,
    "李雷": lambda number: Status.WRONG if number in (1, 3) else Status.PASSED,
}
WIDTHS = (40, 80, 120, 200)


def result(student, exercises):
    ended = tuple(ExerciseResult(f"f{number}", ENDS[student](number), 0, 10) for number in range(1, exercises + 1))
    return Result(f"{student}.ipynb", student, "", Fate.GRADED, "beyond_l2", 46.25, 100, exercises=ended)


def drawn(results, width):
    """What the command prints, which lets long sentences run on."""
    console = Console(width=width, highlight=False, soft_wrap=True)
    with console.capture() as capture:
        console.print(next(iter(table.tables(results))))
    return capture.get().splitlines()


def class_of(exercises):
    return [result(student, exercises) for student in NAMES]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("exercises", [4, 8, 15])
def test_names_and_scores_are_whole(exercises, width):
    lines = drawn(class_of(exercises), width)
    assert max(map(cell_len, lines)) <= width
    column = "".join(line.split("  ")[0] for line in lines)  # a long name goes on in the next line
    assert all(name in column for name in NAMES), lines
    assert sum("46.25 / 100" in line for line in lines) == len(NAMES)
    assert not any("…" in line for line in lines)


def test_where_the_exercises_have_room_each_has_a_column():
    lines = drawn(class_of(4), 80)
    assert lines[0].split()[-4:] == ["1", "2", "3", "4"]
    assert lines[1].split()[-4:] == ["passed"] * 4


def test_where_they_have_none_a_column_names_those_that_are_not_passed():
    header, *rows = (line.rstrip() for line in drawn([result("aiko", 15), result("李雷", 15)], 80))
    assert header.endswith("score  not passed")
    assert rows[0].endswith("46.25 / 100")
    assert rows[1].endswith("46.25 / 100  wrong 1 3")
    whole = " ".join(drawn([result(NAMES[1], 15)], 100))
    assert "missing 1-6, timeout 7-15" in whole


def test_a_large_class_has_the_numbers_of_its_exercises_at_every_width():
    every = list(Status)
    many = []
    for student in range(table.MOST_ROWS + 1):
        status = every[student % len(every)]
        ended = tuple(ExerciseResult(f"f{number}", status, 10, 10) for number in range(15))
        many.append(Result("", str(student), "", Fate.GRADED, "beyond_l2", 46.25, 100, exercises=ended))
    for width in WIDTHS:
        lines = drawn(many, width)
        assert max(map(cell_len, lines)) <= width
        numbers = [int(line.split()[0]) for line in lines if re.match(r"\d+ .*10\.0 / 10", line)]
        assert numbers == list(range(1, 16)), lines
        assert not any("…" in line for line in lines)
    assert drawn(many, 200)[0].split()[:3] == ["beyond_l2", "mean", "passed"]


def test_of_many_that_cannot_be_graded_the_first_are_named():
    many = [
        Result(f"s{number:02}.ipynb", f"s{number:02}", "", Fate.UNREADABLE, None, message=Message("unrecognised"))
        for number in reversed(range(12))
    ]
    lines = list(table.ungraded(many, 10))
    assert [line.partition(":")[0] for line in lines[:10]] == [f"s{number:02}.ipynb" for number in range(10)]
    assert lines[10:] == ["and 2 more"]
    assert len(list(table.ungraded(many[:10], 10))) == 10
