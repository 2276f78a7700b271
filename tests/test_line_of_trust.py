"""Nothing that the sandbox receives holds an answer, whatever way the package is installed."""

import re
import struct
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from autograder import assignments
from autograder.bench import open_bench, prepare
from autograder.course import Course
from autograder.flow import grade
from autograder.model import Submission
from autograder.rooms import Settings
from autograder.sandbox import channel, wire
from autograder.sandbox.child import TOKEN
from autograder.sandbox.inside import codec
from autograder.secret import SETS, set_of
from tests.handed_in import notebook

ROOT = Path(__file__).parents[1]
SECRET = b"the secret of the tests, always the same"

PROBE = """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    import os
    try:
        import autograder
        print("IMPORTED", autograder)
    except ImportError:
        pass
    seen = 0
    for top, folders, files in os.walk("/"):
        for name in folders + files:
            seen += 1
            path = os.path.join(top, name)
            if "autograder" in path or path.endswith((".ipynb", ".pth")):
                print("FOUND", path)
    for path in COURSE_PATHS:
        if os.path.lexists(path) and os.path.isfile(path):
            print("READABLE", path)
    print("SEEN", seen > 1000)
"""


@pytest.fixture(scope="module")
def wheel_python(tmp_path_factory):
    """A Python that has the package from a wheel, and this environment's other packages."""
    folder = tmp_path_factory.mktemp("wheel")
    packing = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(packing, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], check=True)
    python = folder / "env" / "bin" / "python"
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    (here,) = {path for path in sys.path if path.endswith("site-packages")}
    installing = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index"]
    subprocess.run([*installing, *map(str, folder.glob("*.whl"))], check=True, capture_output=True)
    (site / "others.pth").write_text(here + "\n")  # the packages there, but no link to this checkout
    return python


@pytest.mark.parametrize("installed", ["as a wheel", "editable"])
def test_a_submission_finds_neither_package_nor_course(installed, tmp_path, request):
    python = request.getfixturevalue("wheel_python") if installed == "as a wheel" else Path(sys.executable)
    paths = [str(path) for path in ROOT.rglob("*") if path.is_file() and not {".venv", ".git"} & set(path.parts)]
    submission = tmp_path / "eve.ipynb"
    submission.write_bytes(notebook(f"COURSE_PATHS = {paths[:3000]!r}", PROBE))
    asking = [python, "-c", "import autograder; print(autograder.__file__)"]
    where = subprocess.run(asking, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert (str(ROOT) in where.stdout) == (installed == "editable")
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    # In a course folder of its own: beside the checkout, Python would import the package from there.
    (tmp_path / "source").symlink_to(ROOT / "source")
    command = [python, "-m", "autograder", "grade", submission, "--secret-file", secret, "--out", tmp_path / "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    results = (tmp_path / "out" / "results.jsonl").read_text()
    assert "SEEN True" in results
    for word in ("IMPORTED", "FOUND", "READABLE"):
        assert word not in results


@pytest.fixture(scope="module", params=assignments.names())
def sent(request):
    """Every frame that a child receives while two students of different sets are graded, and the papers they had."""
    assignment = assignments.load(request.param)
    solution = (ROOT / "source" / assignment.name / f"{assignment.name}.ipynb").read_bytes()
    settings = prepare(Settings(Course(ROOT), (assignment.name,), SECRET, sys.executable, "bwrap"))
    frames = []
    original = channel.Channel.send

    def recording(connection, frame, deadline):
        frames.append(frame)
        original(connection, frame, deadline)

    with pytest.MonkeyPatch.context() as patch, open_bench(settings) as bench:
        papers = [bench.paper(assignment, student) for student in ("ada", "bob")]  # what the reference gets, aside
        patch.setattr(channel.Channel, "send", recording)
        for student in ("ada", "bob"):
            assert grade(Submission("x.ipynb", student, solution), bench).score == assignment.points
        frames.append(bytes(TOKEN) + wire.encode({"op": "orders"} | asdict(bench.room(assignment).equipment)))
        view = bench.room(assignment).view
    assert len({set_of(SECRET, student, assignment.name) for student in ("ada", "bob")}) == 2 <= SETS
    return frames, papers, view


def figures(value):
    if isinstance(value, np.ndarray):
        return {float(entry) for entry in value.ravel()}
    if isinstance(value, dict):
        return set().union(*map(figures, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(figures, value)) if value else set()
    return {float(value)} if isinstance(value, float) else set()


def telling(figure):
    """Whether a figure could only be an answer: not a round number that stands everywhere."""
    return np.isfinite(figure) and len(repr(abs(figure))) > 8


def found_in(data, wanted):
    """Which of these figures stand in the data, as a double at any place or in decimals."""
    sought = np.array(sorted(wanted))
    found = {float(word) for word in re.findall(rb"-?\d+\.\d+(?:e[-+]?\d+)?", data)} & set(wanted)
    for place in range(8):
        bits = data[place : place + (len(data) - place) // 8 * 8]
        for order in "<>":
            doubles = np.frombuffer(bits, f"{order}f8").astype("f8")
            found |= set(sought[np.isin(sought, doubles)].tolist())
    return found


def test_figures_are_found_wherever_they_stand():
    data = b"xyz" + struct.pack("<d", 1.5e-9) + b"_" + struct.pack(">d", -2.25) + b" -0.123456789, 7.5e-11"
    assert found_in(data, {1.5e-9, -2.25, -0.123456789, 7.5e-11, 3.5}) == {1.5e-9, -2.25, -0.123456789, 7.5e-11}


def own_answers(paper):
    """The figures that are expected of some case of a paper and are inputs of none."""
    asked = [question for questions in paper.questions.values() for question in questions]
    given = set().union(*(figures(question.inputs) for question in asked))
    yield from filter(telling, set().union(*(figures(question.expected) for question in asked)) - given)


def request(frame):
    frame = frame[TOKEN:]
    header, _ = wire.prefix(frame[:8], 2**31, 2**31)
    return codec.decoded(frame[8 : 8 + header], frame[8 + header :])


def test_no_frame_holds_an_expected_figure(sent):
    frames, papers, _ = sent
    # The notebook itself may tell public figures: what students should see.
    received = b"\0".join(frame for frame in frames if request(frame)["op"] != "read")
    answers = {figure for paper in papers for figure in own_answers(paper)}
    assert len(answers) > 30
    assert not found_in(received, answers)


def test_the_child_is_asked_about_one_exercise_at_a_time_and_never_the_public_with_the_hidden(sent):
    frames, papers, _ = sent
    asked = []
    for received in map(request, frames):
        if received["op"] == "cases":
            assert set(received) == {"op", "exercise", "name", "loud", "cases"}
            assert all(set(case) == {"driver", "inputs", "seed"} for case in received["cases"])
            asked.append((received["exercise"], received["loud"], len(received["cases"])))
    assert asked == [
        (name, public, count)
        for paper in papers
        for public in (True, False)
        for name, questions in paper.questions.items()
        if (count := sum(question.public is public for question in questions))
    ]


def test_no_staged_file_holds_an_expected_figure(sent):
    _, papers, view = sent
    rooms = b"".join(path.read_bytes() for path in Path(view.site, "room").rglob("*") if path.is_file())
    assert len(rooms) > 10_000
    assert not found_in(rooms, set(own_answers(papers[0])))
