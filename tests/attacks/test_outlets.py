"""Hostile names, texts, zips and folders, as the command line meets them: real processes, real files."""

import csv
import json
import os
import random
import re
import socket
import struct
import subprocess
import sys
import threading
import time
import unicodedata
import warnings
import zipfile
from pathlib import Path

import pytest

from autograder.intake import NothingFound, find, load
from autograder.model import Result, Submission
from autograder.sandbox.limits import MB
from tests.handed_in import IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
SECONDS = 60
"""So long may a run take here at most; with a single test on the machine they take two."""


@pytest.fixture(scope="session")
def secret(tmp_path_factory):
    path = tmp_path_factory.mktemp("secret") / "secret"
    path.write_text("the secret of the tests, always the same\n")
    return path


def run(*arguments, cwd=ROOT):
    """What a run prints, as bytes that are text; it never ends in a traceback or hangs."""
    done = subprocess.run(
        [AUTOGRADER, *arguments],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "300", "CI": "true"},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def grade(tmp_path, secret):
    """Grade paths; gives the finished process and the results. Nothing else than ``--out`` has changed by then."""

    def call(*paths, cwd=ROOT):
        out = tmp_path / "out"
        before = contents(tmp_path)
        done = run("grade", *paths, "--out", out, "--secret-file", secret, "--jobs", "2", cwd=cwd)
        assert contents(tmp_path) == before
        lines = (out / "results.jsonl").read_text().splitlines() if (out / "results.jsonl").exists() else []
        return done, list(map(json.loads, lines))

    return call


def contents(folder):
    return {str(path) for path in folder.rglob("*") if "out" not in path.parts[: len(folder.parts) + 1]}


def is_harmless(text):
    """Whether a terminal shows a text and obeys nothing in it."""
    return all(
        character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        for character in text
    )


def cells(path, delimiter):
    with path.open(encoding="utf-8", newline="") as file:
        return [cell for row in csv.reader(file, delimiter=delimiter) for cell in row]


def begins_a_formula(cell):
    return re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell) is not None


# --- names --------------------------------------------------------------------------------------------------------

NAMES = {
    "an escape that colours": "ada\x1b[31m",
    "an escape that names the window": "\x1b]0;owned\x07ada",
    "an escape of one byte": "\x9b31mada",
    "a new line": "ada\nbob: 40 of 40",
    "a return to the start of the line": "ada\rbob",
    "erased characters": "ada\b\b\bbob",
    "markup": "[bold red]ada",
    "a link in markup": "[link=127.0.0.1]ada",
    "an escaped bracket": "ada\\[bold]",
    "a backslash at the end": "ada\\",
    "an emoji by name": ":smiley: ada",
    "text from right to left": "ada\u202egpj.bob",
    "an invisible space": "ada\u200b\ufeff\u2028bob",
    "a formula": "=HYPERLINK(127.0.0.1)",
    "a formula that starts a program": "@SUM(1+1)*cmd|' 'C calc'!A1",
    "a formula behind white space": " \t=1+1",
    "a formula in wide letters": "\uff1d1+1",
    "a formula behind a semicolon": "ada;=1+1",
    "a formula behind a comma": "ada,=1+1",
    "a formula behind a tabulator": "ada\t=1+1",
    "quotes": 'ada","=1+1","',
    "a number": "-1",
    "a tag": "<script>alert(1)<",
    "an option": "--help",
    "dots": "..",
    "no text": b"ada\xff\xfe",
    "the longest name": "a" * 249,
}  # fmt: skip


def named(name):
    return name if isinstance(name, bytes) else name.encode()


def path_of(folder, name):
    return Path(os.fsdecode(bytes(folder) + b"/" + named(name)))


@pytest.mark.parametrize(
    "data", [notebook(*RIGHT), b'{"cells": [', notebook("x = 1")], ids=["graded", "unreadable", "unrecognised"]
)
def test_file_names_are_shown_and_obeyed_by_nothing(grade, tmp_path, data):
    folder = tmp_path / "class"
    folder.mkdir()
    for name in NAMES.values():
        path_of(folder, named(name) + b".ipynb").write_bytes(data)
    done, results = grade(folder)
    assert len(results) == len(NAMES)
    assert is_harmless(done.stdout)
    assert is_harmless(done.stderr)
    assert "[bold red]ada" in done.stdout
    assert ":smiley:" in done.stdout
    for delimiter in (",", "\t", ";", "|"):
        assert not any(map(begins_a_formula, cells(tmp_path / "out" / "grades.csv", delimiter)))


def test_folders_of_students_may_have_any_name_too(grade, tmp_path):
    for name in NAMES.values():
        folder = path_of(tmp_path / "submitted", name if name != ".." else "...") / "regularization"
        folder.mkdir(parents=True)
        (folder / "regularization.ipynb").write_bytes(notebook(*RIGHT))
    done, results = grade(tmp_path / "submitted")
    assert len(results) == len(NAMES)
    assert {result["score"] for result in results} == {40}
    assert is_harmless(done.stdout + done.stderr)
    for delimiter in (",", "\t", ";", "|"):
        assert not any(map(begins_a_formula, cells(tmp_path / "out" / "grades.csv", delimiter)))


@pytest.mark.parametrize("ending", [".txt", ".zip"])
def test_a_sentence_about_a_path_is_one_line(tmp_path, ending):
    """A shell writes out ``*`` with the names that students chose."""
    name = "".join(name for name in NAMES.values() if isinstance(name, str) and len(name) < 40)[:200]
    path = path_of(tmp_path, name.encode()[:200] + b"\xff" + ending.encode())
    path.write_text("neither")
    done = run("grade", path)
    assert done.returncode == 2
    assert is_harmless(done.stderr)
    assert len(done.stderr.splitlines()) == 1
    assert "[bold red]" in done.stderr
    assert ":smiley:" in done.stderr


def test_members_of_a_zip_may_have_any_name(grade, tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for number, name in enumerate(NAMES.values()):
            archive.writestr(f"{number}/{named(name).decode('latin-1')}.ipynb", notebook(*RIGHT))
    done, results = grade(tmp_path / "class.zip")
    assert len(results) == len(NAMES)
    assert is_harmless(done.stdout + done.stderr)
    for delimiter in (",", "\t", ";", "|"):
        assert not any(map(begins_a_formula, cells(tmp_path / "out" / "grades.csv", delimiter)))


# --- texts --------------------------------------------------------------------------------------------------------

TEXT = "".join(name for name in NAMES.values() if isinstance(name, str))
FUNCTIONS = (
    "compute_cost_with_regularization",
    "backward_propagation_with_regularization",
    "forward_propagation_with_dropout",
    "backward_propagation_with_dropout",
)


@pytest.mark.parametrize("command", ["grade", "check"])
@pytest.mark.parametrize(
    "bodies",
    [
        (
            f"print({TEXT!r})\n    return 0.0",
            f"raise ValueError({TEXT!r})",
            f"raise type({TEXT.replace(chr(0), '')!r}, (Exception,), {{}})({TEXT!r})",
            f"return 1 / 0  # {TEXT!a}",
        ),
        (
            f"return {TEXT!r}",
            f"return type({TEXT!r}, (), {{}})()",
            f"return {{{TEXT!r}: {TEXT!r}}}",
            f"return 1 / 0  # {' '.join(TEXT.split())}",
        ),
    ],
    ids=["said", "returned"],
)
def test_what_a_notebook_says_is_shown_and_obeyed_by_nothing(tmp_path, secret, bodies, command):
    path = tmp_path / "eve.ipynb"
    defined = (f"def {name}(*_):\n    {body}" for name, body in zip(FUNCTIONS, bodies, strict=True))
    path.write_bytes(notebook(IMPORTS, *defined))
    out = ("--out", tmp_path / "out", "--secret-file", secret) if command == "grade" else ()
    done = run(command, path, *out)
    assert done.stdout.count("/ 10") == 4
    assert is_harmless(done.stdout + done.stderr)
    if out:
        (line,) = (tmp_path / "out" / "results.jsonl").read_text("ascii").splitlines()
        assert json.loads(line)["score"] == 0


# --- zips ---------------------------------------------------------------------------------------------------------


def zipped(path, *members, method=zipfile.ZIP_DEFLATED):
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", method) as archive:
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, data in members:
            archive.writestr(name, data)
    return path


def test_names_that_lead_out_of_a_zip(grade, tmp_path):
    names = ["../eve.ipynb", "../../eve.ipynb", "a/../../eve.ipynb", "/eve.ipynb", str(tmp_path / "eve.ipynb")]
    names += ["..\\eve.ipynb", "a\\..\\..\\eve.ipynb"]
    zipped(tmp_path / "class.zip", *((name, notebook(*RIGHT)) for name in names), ("ada.ipynb", notebook(*RIGHT)))
    _, results = grade(tmp_path / "class.zip")
    reasons = [result.get("message", {}).get("reason") for result in results if result["student"] != "ada"]
    assert reasons == ["path-outside"] * len(names)
    assert [result["score"] for result in results if result["student"] == "ada"] == [40]


def test_names_that_are_strange_lead_nowhere(grade, tmp_path):
    names = ["C:\\eve.ipynb", "\\\\host\\eve.ipynb", "eve\0.ipynb", ".ipynb", "a/.ipynb", "x/" * 5000 + "eve.ipynb"]
    names += ["~/eve.ipynb", "$HOME/eve.ipynb", "eve.ipynb/ada.ipynb", "CON.ipynb"]
    zipped(tmp_path / "class.zip", *((name, notebook(*RIGHT)) for name in names))
    _, results = grade(tmp_path / "class.zip")
    assert len(results) == len(names) - 1  # a name ends at a NUL: what is left is no notebook's
    assert {result["status"] for result in results} == {"graded"}


def test_a_name_that_is_there_twice_is_graded_once(grade, tmp_path):
    zipped(tmp_path / "class.zip", ("ada.ipynb", notebook("x = 1")), ("ada.ipynb", notebook(*RIGHT)))
    _, (result,) = grade(tmp_path / "class.zip")
    assert result["score"] == 40  # the last one, as it would be after unpacking


def test_links_in_a_zip_are_not_followed(grade, tmp_path):
    (tmp_path / "precious.ipynb").write_bytes(notebook(*RIGHT))
    link = zipfile.ZipInfo("eve.ipynb")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    zipped(tmp_path / "class.zip", (link, str(tmp_path / "precious.ipynb")))
    _, (result,) = grade(tmp_path / "class.zip")
    assert result["message"]["reason"] == "not-json"


def test_members_that_are_encrypted_or_compressed_in_unknown_ways(grade, tmp_path):
    path = zipped(tmp_path / "class.zip", ("ada.ipynb", notebook(*RIGHT)), ("eve.ipynb", notebook(*RIGHT)))
    for flag, method in ((1, 8), (0, 9), (0, 99), (0x20, 8), (0x40, 8)):
        data = bytearray(path.read_bytes())
        local, listed = data.index(b"PK\x03\x04", 4), data.rindex(b"PK\x01\x02")
        struct.pack_into("<HH", data, local + 6, flag, method)
        struct.pack_into("<HH", data, listed + 8, flag, method)
        (tmp_path / "eve.zip").write_bytes(data)
        _, results = grade(tmp_path / "eve.zip")
        assert {result["student"]: result.get("message", {}).get("reason") for result in results} == {
            "ada": None,
            "eve": "damaged-zip",
        }


BOMB = 400 * MB
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(zipfile.ZIP_DEFLATED, id="deflate"),
        pytest.param(zipfile.ZIP_BZIP2, id="bzip2"),
        pytest.param(zipfile.ZIP_LZMA, id="lzma"),
    ],
)
def test_a_bomb_costs_neither_memory_nor_its_neighbours(tmp_path, secret, method):
    with zipfile.ZipFile(tmp_path / "class.zip", "w", method, compresslevel=1) as archive:
        with archive.open("bomb.ipynb", "w") as member:
            for _ in range(BOMB // MB):
                member.write(bytes(MB))
    with zipfile.ZipFile(tmp_path / "class.zip", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada.ipynb", notebook(*RIGHT))
    assert (tmp_path / "class.zip").stat().st_size < 5 * MB
    out = tmp_path / "out"
    grading = [AUTOGRADER, "grade", tmp_path / "class.zip", "--out", out, "--secret-file", secret]
    measured = subprocess.run([sys.executable, "-c", MEASURED, *grading], cwd=ROOT, capture_output=True, check=True)
    results = {result["student"]: result for result in map(json.loads, (out / "results.jsonl").open())}
    assert results["ada"]["score"] == 40
    assert results["bomb"]["status"] == "unreadable"
    assert int(measured.stdout) * 1024 < BOMB


def test_a_bomb_that_lies_about_its_size(grade, tmp_path):
    path = zipped(tmp_path / "class.zip", ("bomb.ipynb", b" " * (100 * MB)), ("ada.ipynb", notebook(*RIGHT)))
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 1000)
    path.write_bytes(data)
    _, results = grade(path)
    assert {result["student"]: result["score"] for result in results} == {"ada": 40, "bomb": 0}


def test_a_zip_of_a_million_files_is_refused(tmp_path):
    path = zipped(tmp_path / "class.zip", ("ada.ipynb", notebook(*RIGHT)), ("x", b""))
    data = path.read_bytes()
    start, again = data.index(b"PK\x01\x02"), data.rindex(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    listed = data[start:again] + data[again:end] * 1_000_000
    # More than 65,535 files take the records of zip64: the end, where the end is found, and the end as it was.
    counts = (len(listed), start)
    zip64 = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1_000_001, 1_000_001, *counts)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + len(listed), 1)
    last = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(data[:start] + listed + zip64 + locator + last)
    done = run("grade", path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_zip_of_many_files_is_listed_once(tmp_path):
    """To list it anew for each notebook would take longer than to grade it."""
    many = ((f"{number}.txt", b"") for number in range(3000))
    path = zipped(tmp_path / "class.zip", *many, *((f"{number}.ipynb", b"") for number in range(50)))
    found = find([str(path)], ["regularization"])
    opened = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "_RealGetContents", lambda archive: opened.append(archive))
        assert len(found) == 50
        for each in found:
            load(each, MB)
    assert len(opened) <= 1


def test_spoilt_zips_are_refused_or_read(tmp_path):
    """The table of contents is read by the grader itself."""
    members = [(f"{name}/regularization/regularization.ipynb", notebook("x = 1")) for name in ("ada", "bob")]
    whole = zipped(tmp_path / "whole.zip", *members, ("eve.ipynb", b"stored")).read_bytes()
    outcomes = set()
    for seed in range(3000):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 8))):
            place = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[place] ^= 1 << chance.randrange(8)
                case 1:
                    struct.pack_into("<I", data, min(place, len(data) - 4), chance.choice((0, 2**16, 2**31, 2**32 - 1)))
                case 2:
                    del data[place : place + chance.choice((1, 4, 100))]
                case 3:
                    data[place:place] = data[place : place + chance.choice((1, 46, 100))]
        path = tmp_path / "spoilt.zip"
        path.write_bytes(data)
        try:
            found = find([str(path)], ["regularization"])
        except NothingFound:
            outcomes.add(NothingFound)
            continue
        for each in found:
            loaded = load(each, MB)
            assert isinstance(loaded, Submission | Result)
            outcomes.add(type(loaded))
    assert outcomes == {NothingFound, Submission, Result}


# --- folders ------------------------------------------------------------------------------------------------------


def test_what_is_no_regular_file_is_not_opened(grade, tmp_path):
    folder = tmp_path / "class"
    (folder / "a.ipynb").mkdir(parents=True)
    (folder / "ada.ipynb").write_bytes(notebook(*RIGHT))
    (folder / "a.ipynb" / "bob.ipynb").write_bytes(notebook(*RIGHT))
    os.mkfifo(folder / "pipe.ipynb")
    (tmp_path / "precious.ipynb").write_bytes(notebook(*RIGHT))
    (folder / "link.ipynb").symlink_to(tmp_path / "precious.ipynb")
    (folder / "zero.ipynb").symlink_to("/dev/zero")
    (folder / "gone.ipynb").symlink_to("nowhere")
    (folder / "loop.ipynb").symlink_to("loop.ipynb")
    (folder / "up").symlink_to("..")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket is short
        listening.bind("socket.ipynb")
        os.chdir(here)
        _, results = grade(folder)
    reasons = {result["student"]: result.get("message", {}).get("reason") for result in results}
    links = dict.fromkeys(("link", "zero", "gone", "loop"), "a-link")
    assert reasons == {"ada": None, "bob": None, "pipe": "not-a-file", "socket": "not-readable", **links}


def test_a_sparse_file_is_too_large_and_not_read(grade, tmp_path):
    (tmp_path / "class").mkdir()
    with (tmp_path / "class" / "eve.ipynb").open("wb") as file:
        file.truncate(1 << 40)
    _, (result,) = grade(tmp_path / "class")
    assert result["message"]["reason"] == "too-large"


def test_a_file_that_grows_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "eve.ipynb"
    path.write_bytes(b"x" * 3 * MB)
    (found,) = find([str(path)], ["regularization"])
    status = os.fstat

    def before(descriptor):
        return os.stat_result((*status(descriptor)[:6], 10, *status(descriptor)[7:]))

    monkeypatch.setattr(os, "fstat", before)
    loaded = load(found, MB)
    assert isinstance(loaded, Result)
    assert loaded.message.values["reason"] == "too-large"


def test_a_file_that_nobody_may_read_has_a_status(grade, tmp_path):
    (tmp_path / "class").mkdir()
    path = tmp_path / "class" / "eve.ipynb"
    path.write_bytes(notebook(*RIGHT))
    path.chmod(0)
    _, (result,) = grade(tmp_path / "class")
    if os.getuid() == 0:
        assert result["score"] == 40  # to root everything is readable
    else:
        assert result["message"]["reason"] == "not-readable"


def test_folders_nested_by_the_thousand(grade, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada.ipynb").write_bytes(notebook(*RIGHT))
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
        Path("eve.ipynb").write_bytes(notebook(*RIGHT))
    finally:
        os.fchdir(here)
        os.close(here)
    try:
        secret = tmp_path / "secret"
        secret.write_text("the secret of the tests, always the same\n")
        done = run("grade", folder, "--secret-file", secret)
        assert "2 of 2 graded" in done.stdout
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


def test_a_folder_too_deep_to_look_into_is_not_passed_over(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        for _ in range(20):  # no path may be longer than 4096 bytes
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
        Path("eve.ipynb").write_bytes(notebook(*RIGHT))
    finally:
        os.fchdir(here)
        os.close(here)
    try:
        (found,) = find([str(folder)], ["regularization"])
        loaded = load(found, MB)
        assert isinstance(loaded, Result)
        assert loaded.message.values["reason"] == "not-readable"
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


def test_files_that_are_replaced_while_they_are_graded(grade, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    names = [folder / f"s{number:02}.ipynb" for number in range(40)]
    for name in names:
        name.write_bytes(notebook(*RIGHT))
    ended = threading.Event()

    def replace():
        chance = random.Random(0)
        other = tmp_path / "out" / "other"
        while not ended.is_set():
            name = chance.choice(names)
            try:
                match chance.randrange(5):
                    case 0:
                        name.unlink()
                    case 1:
                        other.symlink_to("/dev/zero")
                        other.replace(name)
                    case 2:
                        os.mkfifo(other)
                        other.replace(name)
                    case 3:
                        other.write_bytes(b"x" * MB)
                        other.replace(name)
                    case 4:
                        other.write_bytes(notebook(*RIGHT))
                        other.replace(name)
            except FileNotFoundError:  # it is gone already
                pass
            time.sleep(0.001)

    replacing = threading.Thread(target=replace)
    replacing.start()
    try:
        out = tmp_path / "out"
        out.mkdir()
        done = run("grade", folder, "--out", out, "--jobs", "2", "--secret-file", write_secret(tmp_path))
    finally:
        ended.set()
        replacing.join()
    results = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    assert done.returncode in (0, 1)
    assert len(results) >= 1
    assert {result["status"] for result in results} <= {"graded", "unreadable", "unrecognised"}
    assert {result["score"] for result in results} <= {0, 40}


def write_secret(folder):
    path = folder / "secret"
    path.write_text("the secret of the tests, always the same\n")
    return path


# --- helpers that lie beside a notebook ---------------------------------------------------------------------------

READS_HELPERS = """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    import sys
    for finder in sys.meta_path:
        print(getattr(finder, "texts", ""))
    return 0.0
"""


@pytest.mark.parametrize("trap", ["no text", "a link", "a pipe"])
def test_helpers_beside_a_notebook_are_its_own(tmp_path, trap):
    """Outside of a course, as on a student's own machine, helpers are taken from beside the notebook."""
    (tmp_path / "precious").write_text("PRECIOUS = 1\n")
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "eve.ipynb").write_bytes(notebook(READS_HELPERS))
    (tmp_path / "class" / "testCases.py").write_text("")
    helper = tmp_path / "class" / "reg_utils.py"
    match trap:
        case "no text":
            helper.write_bytes(b"\xff\xfe\0")
        case "a link":
            helper.symlink_to(tmp_path / "precious")
        case "a pipe":
            os.mkfifo(helper)
    done = run("grade", tmp_path / "class", "--out", tmp_path / "out", cwd=tmp_path)
    told = (tmp_path / "out" / "results.jsonl").read_text() if (tmp_path / "out").exists() else ""
    assert "PRECIOUS" not in told + done.stdout
