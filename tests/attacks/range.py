"""The range on which attacks are fired: a course with a secret, canaries outside, and a bench behind a wall."""

import dataclasses
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from autograder.bench import open_bench, prepare
from autograder.course import Course
from autograder.flow import Bench, grade
from autograder.intake import Found
from autograder.model import Fate, Result, Status, Submission
from autograder.outlets.lines import line, record
from autograder.rooms import Settings
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.starting import Backend
from autograder.scale.parcel import packed
from tests.attacks.attack import Attack
from tests.attacks.hidden import Hidden
from tests.handed_in import RIGHT, notebook

ROOT = Path(__file__).parents[2]
WALLS: tuple[Backend, ...] = ("bwrap", "landlock")
LIMITS = Limits(seconds=2.0, read_seconds=5.0, cpu_seconds=20, memory=512 * MB)
PRECIOUS = "AUTOGRADER_CANARY"


@dataclass(frozen=True)
class Outcome:
    """What came of an attack: points that it did not earn, what it did outside, how it ended, how long it took.

    ``harm`` says in a few words each what it should not have been able to do, ``next_alone`` whether the submission
    after it was graded as if the attack had never been.
    """

    points: float
    harm: tuple[str, ...]
    fate: Fate
    status: tuple[Status, ...]
    seconds: float
    next_alone: bool
    result: Result

    def effects(self, attack: Attack) -> tuple[str, ...]:
        """What it did that it should not have been able to, in a few words each."""
        found = list(self.harm)
        if self.points:
            found.append("earned points")
        if self.result.score < attack.earned:
            found.append("cost right code its points")
        if self.fate is not attack.fate or not set(self.status) <= set(attack.status):
            found.append("ended in another way")
        if not self.next_alone:
            found.append("changed the next result")
        return tuple(found)


class Range:
    """A grader with canaries around it. ``fire`` an attack; it tells what came of it."""

    def __init__(self, grade: Callable[[Submission], Result], hidden: Hidden, canaries: "Canaries") -> None:
        self._grade = grade
        self._canaries = canaries
        self._hidden = hidden
        self._alone = self._honest()

    def fire(self, attack: Attack) -> Outcome:
        data = attack.submission(**self._canaries.places)
        submission = Submission(f"eve/{attack.name}.ipynb", "eve", data, "regularization")
        if attack.twice:
            self._grade(submission)
        started = time.monotonic()
        result = self._grade(submission)
        seconds = time.monotonic() - started
        status = tuple(each.status for each in result.exercises if each.status is not Status.MISSING)
        harm = self._canaries.harm(line(result))
        harm += ("told what a hidden case asks",) if self._hidden.told(result) else ()
        points = max(0.0, round(result.score - attack.earned, 2))
        return Outcome(points, harm, result.status, status, seconds, self._honest() == self._alone, result)

    def _honest(self) -> dict[str, Any]:
        """The result of a right submission, without its seconds."""
        result = self._grade(Submission("ada.ipynb", "ada", notebook(*RIGHT), "regularization"))
        return record(dataclasses.replace(result, seconds=0.0))


@contextmanager
def open_range(wall: Backend) -> Iterator[Range]:
    """A range behind one of the walls."""
    secret = secrets.token_bytes(32)
    with ExitStack() as stack:
        canaries = stack.enter_context(open_canaries(secret))
        settings = _settings(secret, wall)
        bench = stack.enter_context(open_bench(settings))
        yield Range(partial(grade, bench=bench), _hidden(bench), canaries)


@contextmanager
def open_range_on_cluster(wall: Backend) -> Iterator[Range]:
    """A range behind one of the walls, where the grader's workers are those of a Dask cluster."""
    from autograder.scale.cluster import connected, grade_on

    secret = secrets.token_bytes(32)
    with ExitStack() as stack:
        canaries = stack.enter_context(open_canaries(secret))
        settings = _settings(secret, wall)
        with open_bench(settings) as bench:
            hidden = _hidden(bench)
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tmp-class-")))
        client = stack.enter_context(connected("local", 2))
        parcel = packed(settings)  # as for workers elsewhere, who do not see the course folder

        def on_cluster(submission: Submission) -> Result:
            file = place / "submission.ipynb"
            file.write_bytes(submission.data)
            (result,) = grade_on(client, [Found(str(file), submission.student, submission.folder)], parcel)
            return result

        yield Range(on_cluster, hidden, canaries)


def _settings(secret: bytes, wall: Backend) -> Settings:
    return prepare(Settings(Course(ROOT), ("regularization",), secret, sys.executable, wall, LIMITS))


def _hidden(bench: Bench) -> Hidden:
    return Hidden(bench.paper(bench.assignments[0], "eve"))


# --- canaries -----------------------------------------------------------------------------------------------------


class Canaries:
    """Things outside that no submission may reach, touch or tell of."""

    def __init__(self, secret: bytes, home: Path, process: subprocess.Popen[bytes], doors: list[socket.socket]) -> None:
        self._process = process
        self._token = secrets.token_hex(16)
        self._secret = secret.hex()
        self._knocks = 0
        self._home = home
        (home / "submitted").mkdir()
        for name in ("secret", "gradebook.db", "solution.ipynb", "submitted/ada.ipynb"):
            (home / name).write_text(self._token)
        os.environ[PRECIOUS] = self._token
        self.places = {
            "secret": str(home / "secret"),
            "home": str(home),
            "pid": str(process.pid),
            "port": str(doors[0].getsockname()[1]),
            "socket": doors[1].getsockname().decode().strip("\0"),
        }
        self._before = self._look()
        for door in doors:
            threading.Thread(target=self._answer, args=(door,), daemon=True).start()

    def harm(self, told: str) -> tuple[str, ...]:
        """What has been done since the last look; ``told`` is the line that the attack got into the results."""
        harm = []
        if self._process.poll() is not None:
            harm.append("ended a process outside")
        if self._knocks:
            harm.append("reached the network")
            self._knocks = 0
        if self._token in told or self._secret in told:
            harm.append("told a secret")
        now = self._look()
        harm += [
            f"changed {path}"
            for path in sorted(now.keys() | self._before.keys())
            if now.get(path) != self._before.get(path)
        ]
        self._before = now
        return tuple(harm)

    def _answer(self, door: socket.socket) -> None:
        while True:
            try:
                connection, _ = door.accept()
            except OSError:
                return
            self._knocks += 1
            connection.close()

    def _look(self) -> dict[str, Any]:
        """The canary folder as it is, and what an attack would leave elsewhere."""
        canaries = [self._home, *self._home.rglob("*")]
        found: dict[str, Any] = {str(path): (path.stat().st_mode, _text(path)) for path in canaries}
        for folder in (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path.home(), Path.cwd(), ROOT):
            if os.access(folder, os.R_OK):
                found |= {str(path): "left behind" for path in folder.glob("*eve*")}
        return found


def _text(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


@contextmanager
def open_canaries(secret: bytes) -> Iterator[Canaries]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tmp-canaries-")))
        process = stack.enter_context(subprocess.Popen(["sleep", "3600"]))
        stack.callback(process.kill)
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind(f"\0autograder-canary-{os.getpid()}-{secrets.token_hex(4)}")
        abstract.listen()
        stack.callback(os.environ.pop, PRECIOUS, None)
        yield Canaries(secret, home, process, [port, abstract])
