"""Whose a notebook is: what the names of files and folders tell, in folders and zips alike."""

import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import find

ASSIGNMENTS = ("regularization", "optimization")


def in_folder(places, top):
    for place in places:
        (top / place).parent.mkdir(parents=True, exist_ok=True)
        (top / place).write_bytes(b"")
    return {Path(each.path).relative_to(top).as_posix(): each for each in find([str(top)], ASSIGNMENTS)}


def in_zip(places, top):
    path = top.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for place in places:
            archive.writestr(place, b"")
    return {each.member: each for each in find([str(path)], ASSIGNMENTS)}


def students(found):
    return {place: each.student for place, each in found.items()}


def by_folder(*places, level=0):
    return {place: place.split("/")[level] for place in places}


def by_file(*places):
    return {place: Path(place).stem for place in places}


MANY = [f"n{number}" for number in range(30)]

LAYOUTS = {
    "a folder per student": by_folder("李华/regularization.ipynb", "王五/regularization.ipynb"),
    "of any name that is the same": by_folder("ada/homework.ipynb", "bob/homework.ipynb"),
    "numbered students": by_folder("student1/homework.ipynb", "student2/homework.ipynb"),
    "numbers": by_folder("20230001/hw.ipynb", "20230002/hw.ipynb"),
    "one student of an assignment": by_folder("ada/regularization.ipynb"),
    "two assignments": by_folder("ada/regularization.ipynb", "ada/optimization.ipynb", "bob/optimization.ipynb"),
    "another name among them": by_folder("ada/homework.ipynb", "bob/homework.ipynb", "cyd/final.ipynb"),
    "a copy among them": by_folder(
        "ada/regularization.ipynb", "bob/optimization.ipynb", "cyd/regularization (1).ipynb"
    ),
    "two each": by_folder("ada/first.ipynb", "ada/second.ipynb", "bob/first.ipynb", "bob/second.ipynb"),
    "one of them hands in much": by_folder(
        "ada/hw.ipynb", "bob/hw.ipynb", "cyd/hw.ipynb", *(f"dan/{name}.ipynb" for name in MANY)
    ),
    "in a folder of all": by_folder("class/ada/homework.ipynb", "class/bob/homework.ipynb", level=1),
    "by week, then by student": by_folder("week1/ada/hw.ipynb", "week1/bob/hw.ipynb", "week2/ada/hw.ipynb", level=1),
    "by student, then by week": by_folder("ada/week1/hw.ipynb", "bob/week1/hw.ipynb", "ada/week2/hw.ipynb"),
    "by assignment, then by student": by_folder("regularization/ada/my.ipynb", "regularization/bob/my.ipynb", level=1),
    "in a folder of each": by_folder("ada/submission/homework.ipynb", "bob/submission/homework.ipynb"),
    "nbgrader's": by_folder("ada/regularization/x.ipynb", "bob/regularization/x.ipynb", "ada/ps1/ps1.ipynb"),
    "flat": by_file("ada.ipynb", "bob.ipynb", "regularization.ipynb"),
    "one who called it anything": by_file("ada/mine.ipynb"),
    "all called them anything": by_file("ada/mine.ipynb", "bob/final.ipynb"),
    "the same student every week": by_file("week1/ada.ipynb", "week2/ada.ipynb"),
    "few students, many weeks": by_file(*(f"Week-{n}/{name}.ipynb" for n in range(9) for name in ("ada", "bob"))),
    "the same student, by date": by_file("2024-03-01/ada.ipynb", "2024-03-08 late/ada.ipynb"),
    "周": by_file("第1周/李华.ipynb", "第二周/李华.ipynb", "作业3/李华.ipynb"),
    "the same student at each assignment": by_file("regularization/ada.ipynb", "optimization/ada.ipynb"),
    "many students on two days": by_file(*(f"{day}/{name}.ipynb" for day in ("monday", "tuesday") for name in MANY)),
    "groups": by_file(*(f"{group}/{name}{group}.ipynb" for group in "ab" for name in MANY)),
    "late ones": by_file(*(f"{name}.ipynb" for name in MANY), "late/n1.ipynb", "later/n1.ipynb", "later/n2.ipynb"),
    "an assignment in its folder": by_file("regularization/regularization.ipynb", "week1/optimization.ipynb"),
}


@pytest.mark.parametrize("lie", [in_folder, in_zip])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_of_files_and_folders_tell_the_student(tmp_path, layout, lie):
    expected = LAYOUTS[layout]
    assert students(lie(expected, tmp_path / "class")) == expected


def test_a_platforms_files_have_no_say_in_others_names(tmp_path):
    platforms = {f"Ada_{k}_assignsubmission_file_/hw.ipynb": f"Ada-{k}" for k in range(3)}
    expected = platforms | by_file("a/ada.ipynb", "b/bob.ipynb")
    assert students(in_folder(expected, tmp_path / "class")) == expected


def test_nbgraders_own_folder_stays_nbgraders(tmp_path):
    places = [f"{student}/ps1/{name}.ipynb" for student in ("ada", "bob") for name in ("one", "two")]
    top = tmp_path / "submitted"
    assert students(in_folder(places, top)) == by_folder(*places)
    assert {each.student for each in find([str(top / "ada")], ASSIGNMENTS)} == {"ada"}


def test_the_folder_is_the_assignments_and_not_the_students(tmp_path):
    places = ["regularization/ada/my.ipynb", "regularization/bob/my.ipynb", "cyd/my.ipynb"]
    for lie in (in_folder, in_zip):
        found = lie(places, tmp_path / "class")
        assert [found[place].folder for place in places] == ["regularization", "regularization", ""]


def test_one_of_a_zip_is_whose_it_is_in_all_of_it(tmp_path):
    in_zip(["ada/homework.ipynb", "bob/homework.ipynb"], tmp_path / "class")
    (found,) = find([str(tmp_path / "class.zip" / "bob" / "homework.ipynb")], ASSIGNMENTS)
    assert found.student == "bob"


NAMES = st.lists(st.from_regex(r"[b-g][0-9]{1,3}", fullmatch=True), min_size=2, max_size=12, unique=True)


@given(NAMES, st.sampled_from(["homework", "regularization", "第1周", "b1"]))
def test_a_folder_each_is_a_student_each(names, file):
    places = [f"{name}/{file}.ipynb" for name in names]
    with tempfile.TemporaryDirectory() as folder:
        for lie in (in_folder, in_zip):
            assert students(lie(places, Path(folder) / "class")) == by_folder(*places)


@given(NAMES, st.lists(st.sampled_from(["", "late/", "week1/", "week2/", "regularization/"]), min_size=12))
def test_files_of_students_are_a_student_each(names, folders):
    places = [f"{folder}{name}.ipynb" for folder, name in zip(folders, names, strict=False)]
    with tempfile.TemporaryDirectory() as folder:
        for lie in (in_folder, in_zip):
            assert students(lie(places, Path(folder) / "class")) == by_file(*places)
