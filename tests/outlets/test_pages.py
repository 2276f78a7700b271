"""The folder of pages: whatever students are called, each has a page of their own, and nothing else is written."""

import re
import subprocess
import sys
import unicodedata
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder import language
from autograder.model import Fate, Hints, Message, Result
from autograder.outlets.files import WriteError
from autograder.outlets.pages import paged, safe
from tests.handed_in import RIGHT, notebook

AUTOGRADER = Path(sys.executable).with_name("autograder")
HOSTILE = (
    "../../etc/passwd",
    "..",
    ".",
    "",
    "/",
    "/tmp/x",
    "a/b",
    "a\\b",
    "a\0b",
    "a\nb",
    "\x1b[31m",
    "\u202eabc",
    "\udcff",
    "\ud800",
    "index.html",
    "Ada",
    "ada",
    "ada ",
    "ada.",
    "-rf",
    ".hidden",
    "名字",
    "x" * 5000,
    "é",
    "e\u0301",
    "<b>",
    "a--b",
)


@pytest.fixture(autouse=True)
def english():
    language.use("en")


def result(student, submission="x.ipynb", **fields):
    fields = {"status": Fate.GRADED, "assignment": "regularization", "score": 4, "max_score": 40} | fields
    return Result(submission, student, "", **fields)


def write(results, folder):
    return list(paged(results, folder, lambda name: Hints.BOTH, str.capitalize))


NAMES = st.one_of(st.sampled_from(HOSTILE), st.text(), st.text("ab.-_A", max_size=8))


@given(NAMES, NAMES)
@example("a", "A")
def test_each_name_has_a_file_name_of_its_own(one, other):
    assert safe(one) == safe(one)
    folded = [unicodedata.normalize("NFKD", safe(name)).casefold() for name in (one, other)]
    assert (folded[0] == folded[1]) == (one == other)
    assert re.fullmatch(r"\w[\w.-]*", safe(one))
    assert len(safe(one).encode()) < 200
    assert not safe(one).endswith((".", "index.html"))


def test_plain_names_stay_as_they_are():
    assert [safe(name) for name in ("ada", "ada.lovelace", "s-1234_x")] == ["ada", "ada.lovelace", "s-1234_x"]


def test_hostile_names_neither_escape_nor_overwrite(tmp_path):
    folder = tmp_path / "deep" / "pages"
    given = [result(name, f"{name}.ipynb", score=number) for number, name in enumerate(HOSTILE)]
    assert write(given, folder) == given
    everything = [path for path in tmp_path.rglob("*") if path.is_file()]
    pages = [path for path in everything if path.name == "regularization.html"]
    assert all(path.parent.parent == folder for path in pages)
    assert set(everything) == {*pages, folder / "index.html"}
    shown = [re.search(r"<strong>(\d+)</strong>", path.read_text()).group(1) for path in pages]
    assert sorted(map(int, shown)) == list(range(len(HOSTILE)))


def test_the_list_leads_to_every_page(tmp_path):
    write([*map(result, HOSTILE), result("eve", status=Fate.UNREADABLE, assignment=None)], tmp_path)
    text = (tmp_path / "index.html").read_text()
    places = [unescape(place) for place in re.findall(r'href="([^"]+)"', text)]
    assert {tmp_path / unquote(place) for place in places} == set(tmp_path.glob("*/*.html"))
    assert len(places) == len(HOSTILE) + 1
    assert "<b>" not in text
    assert "&lt;b&gt;" in text
    assert "not graded" in text


def test_a_student_who_hands_in_twice_has_two_pages(tmp_path):
    write(
        [result("ada", "a.ipynb"), result("ada", "b.ipynb"), result("ada", "a.ipynb", assignment="optimization")],
        tmp_path,
    )
    assert len(list((tmp_path / "ada").iterdir())) == 3


def test_pages_are_there_as_results_come_and_a_list_when_it_ends_early(tmp_path):
    coming = paged(map(result, "abc"), tmp_path, lambda name: Hints.BOTH, str)
    for student in "ab":
        assert next(coming).student == student
        assert (tmp_path / student / "regularization.html").is_file()
    coming.close()
    assert (tmp_path / "index.html").read_text().count("href=") == 2
    assert not (tmp_path / "c").exists()
    assert not list(tmp_path.rglob(".*"))


def test_what_could_not_be_graded_says_why(tmp_path):
    write(
        [result("eve", status=Fate.UNREADABLE, assignment=None, message=Message("unreadable", {"reason": "empty"}))],
        tmp_path,
    )
    (page,) = tmp_path.glob("eve/*.html")
    assert "the file is empty" in page.read_text()


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_graded(tmp_path):
    (tmp_path / "file").touch()

    def grading():
        pytest.fail("graded")
        yield

    with pytest.raises(WriteError, match="cannot be written"):
        write(grading(), tmp_path / "file")


def test_the_command_writes_pages_of_kept_results_too(tmp_path):
    (tmp_path / "class").mkdir()
    for student in ("ada", "bob"):
        (tmp_path / "class" / f"{student}.ipynb").write_bytes(notebook(*RIGHT))
    (tmp_path / "secret").write_bytes(b"the secret of the tests, always the same")

    def run(*options):
        command = [
            AUTOGRADER,
            "grade",
            tmp_path / "class",
            "--out",
            tmp_path / "out",
            "--secret-file",
            tmp_path / "secret",
        ]
        return subprocess.run([*command, "--jobs", "1", *options], capture_output=True, text=True)

    assert run().returncode == 0
    done = run("--html", tmp_path / "pages")
    assert done.returncode == 0, done.stderr
    assert "2 results are kept" in done.stdout
    assert str(tmp_path / "pages" / "index.html") in done.stdout
    for student in ("ada", "bob"):
        text = (tmp_path / "pages" / student / "regularization.html").read_text()
        assert "<h1>Regularization</h1>" in text
        assert "<strong>40</strong>" in text

    refused = run("--html", tmp_path / "secret")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "cannot be written" in refused.stderr
