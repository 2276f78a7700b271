"""On a cluster the results are those of one machine, whatever is lost on the way; and the secret stays where it is."""

import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from autograder.bench import prepare
from autograder.course import Course
from autograder.intake import find
from autograder.rooms import Settings
from autograder.scale import cluster
from autograder.scale.circumstances import ClusterError
from autograder.scale.local import TRIES
from autograder.scale.parcel import Parcel
from tests.handed_in import BACKWARD_L2, COST, FORWARD_DROPOUT, IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
ENDLESS = "def compute_cost_with_regularization(A3, Y, parameters, lambd):\n    while True: pass"
SECRET = "a secret that is found again wherever it is told"
WAIT = 120


# --- a class, a cluster -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of 40, of which some hand in rubbish; a secret; and the results of a run on this machine."""
    place = tmp_path_factory.mktemp("course")
    (place / "secret").write_text(SECRET)
    (place / "class").mkdir()
    for number in range(40):
        wrong = (IMPORTS, COST.replace("2 * m", f"{number + 3} * m"), BACKWARD_L2, FORWARD_DROPOUT)
        data = b"" if number == 7 else notebook(*(RIGHT if number % 2 else wrong))
        data = notebook(ENDLESS) if number == 20 else data  # so that a run takes long enough to be disturbed
        (place / "class" / f"s{number:02}.ipynb").write_bytes(data)
    (place / "class" / "s40.ipynb").symlink_to(place / "class" / "s01.ipynb")
    done = subprocess.run(command(place, "here", "--jobs", "2"), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr  # not all could be graded
    assert [line.partition(": ")[0][-9:] for line in done.stderr.splitlines()] == ["s07.ipynb", "s40.ipynb"]
    (place / "told").write_text(done.stderr)
    return place


def command(course, out, *options):
    words = ("grade", course / "class", "--out", course / out, "--secret-file", course / "secret")
    words += ("--assignment", "regularization", "--timeout", "4", "--quiet")
    return [str(word) for word in (BIN / "autograder", *words, *options)]


def lines(course, out):
    """The lines of the results, sorted and without their seconds."""
    records = [json.loads(line) for line in (course / out / "results.jsonl").read_text().splitlines()]
    return sorted(json.dumps({**record, "seconds": 0}) for record in records)


def told(course):
    """What the run on this machine said though it was to be quiet: what could not be graded."""
    return (course / "told").read_text()


class Processes:
    """A scheduler and workers, as separate processes on loopback; what they log is kept."""

    def __init__(self, place, *options, **variables):
        self._place = place
        self._all = []
        where = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", self._file)
        self.scheduler = self._start("scheduler", *where, *options, **variables)
        until(self._file_is_there, "the scheduler does not start")
        self.address = json.loads(self._file.read_text())["address"]

    def worker(self, *options, **variables):
        place = ("--nthreads", "1", "--host", "127.0.0.1", "--local-directory", self._place / "scratch")
        return self._start("worker", self.address, *place, *options, **variables)

    def log(self):
        return (self._place / "log").read_text(errors="replace")

    def end(self):
        for process in self._all:
            kill_all(process)

    @property
    def _file(self):
        return self._place / "scheduler.json"

    def _file_is_there(self):
        return self._file.exists() and self._file.read_text().endswith("}")

    def _start(self, kind, *words, **variables):
        with (self._place / "log").open("a") as log:
            process = subprocess.Popen(
                [str(word) for word in (BIN / "dask", kind, "--no-dashboard", *words)],
                env=os.environ | variables,
                cwd=self._place,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._all.append(process)
        return process


@contextmanager
def processes(place, *options, **variables):
    place.mkdir()
    started = Processes(place, *options, **variables)
    try:
        yield started
    finally:
        started.end()


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A scheduler with two workers."""
    with processes(tmp_path_factory.mktemp("cluster") / "two") as started:
        started.worker()
        started.worker()
        yield started


def until(condition, complaint):
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.02)


def kill_all(process):
    """Kill a process with all that it has started."""
    for number in reversed(family(process.pid)):
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def family(number):
    """A process and all that descend from it."""
    children = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            parent = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry))
    found = [number]
    for each in found:
        found += children.get(each, [])
    return found


def command_line_of(number):
    with suppress(OSError):
        return Path(f"/proc/{number}/cmdline").read_bytes()
    return b""


def grading(course, out, *options):
    return subprocess.Popen(
        command(course, out, *options), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(process):
    """Wait for a grading that has to go through."""
    said, complaints = process.communicate(timeout=WAIT * 2)
    assert "Traceback" not in complaints
    assert process.returncode == 1, said + complaints  # not all could be graded
    return complaints


# --- the same results -------------------------------------------------------------------------------------------------


def test_two_workers_give_the_lines_of_one_machine(course, two):
    complaints = finished(grading(course, "two", "--scheduler", two.address))
    assert complaints == told(course)
    assert lines(course, "two") == lines(course, "here")
    words = [word for word in command(course, "two", "--scheduler", two.address) if word != "--quiet"]
    again = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert "40 results are kept" in again.stdout


def test_a_cluster_on_this_machine_gives_the_same_lines_and_leaves_nothing(course):
    process = grading(course, "local", "--scheduler", "local", "--jobs", "2")
    until((course / "local" / "results.jsonl").exists, "it does not start")
    started = set()
    while process.poll() is None:
        started |= set(family(process.pid)[1:])
        time.sleep(0.1)
    assert finished(process) == told(course)
    assert lines(course, "local") == lines(course, "here")
    until(lambda: not any(Path(f"/proc/{each}").exists() for each in started), "a process is left")


def test_workers_that_are_lost_cost_a_repeat_and_nothing_else(course, tmp_path):
    with processes(tmp_path / "cluster") as started:
        first, second = started.worker(), started.worker()
        process = grading(course, "killed", "--scheduler", started.address)
        results = course / "killed" / "results.jsonl"
        until(lambda: results.exists() and results.read_text().count("\n") > 5, "nothing is graded")
        kill_all(second)  # it does not come back
        # The other one is started anew by its nanny, and has to be given the course again.
        (inner,) = [each for each in family(first.pid)[1:] if b"spawn_main" in command_line_of(each)]
        os.kill(inner, signal.SIGKILL)
        assert results.read_text().count("\n") < 40, "all was graded before anything was lost"
        assert finished(process) == told(course)
    assert lines(course, "killed") == lines(course, "here")


@pytest.mark.heavy
def test_with_keys_nobody_else_can_speak_to_the_cluster(course, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=grading")
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    tls = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(certificate)}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        tls[f"DASK_DISTRIBUTED__COMM__TLS__{role}__CERT"] = str(certificate)
        tls[f"DASK_DISTRIBUTED__COMM__TLS__{role}__KEY"] = str(key)
    with processes(tmp_path / "cluster", "--protocol", "tls", **tls) as started:
        started.worker("--protocol", "tls", **tls)
        assert started.address.startswith("tls://")
        words = command(course, "with-keys", "--scheduler", started.address)
        done = subprocess.run(words, cwd=ROOT, env=os.environ | tls, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (1, told(course))
        assert "asks for TLS" in refusal(course, "--scheduler", started.address)
        assert "No Dask scheduler answers" in refusal(
            course, "--scheduler", started.address.replace("tls://", "tcp://")
        )
    assert lines(course, "with-keys") == lines(course, "here")


@pytest.mark.heavy
def test_an_interrupt_keeps_what_was_graded(course, two):
    process = grading(course, "broken-off", "--scheduler", two.address)
    results = course / "broken-off" / "results.jsonl"
    until(lambda: results.exists() and "\n" in results.read_text(), "nothing is graded")
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=WAIT)
    assert process.returncode == 130, complaints
    assert complaints.startswith("Interrupted.")
    assert complaints.count("\n") == 1
    finished(grading(course, "broken-off", "--scheduler", two.address))
    assert lines(course, "broken-off") == lines(course, "here")


def starts_workers(process, _results):
    return lambda: any(b"spawn_main" in command_line_of(each) for each in family(process.pid))


def grades(_process, results):
    return lambda: results.exists() and results.read_text().count("\n") > 1


@pytest.mark.parametrize("moment", [starts_workers, grades])
def test_an_interrupt_from_the_terminal_is_one_sentence_though_it_reaches_the_workers_too(course, moment):
    words = command(course, "from-terminal", "--scheduler", "local", "--jobs", "2")
    process = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    results = course / "from-terminal" / "results.jsonl"
    until(moment(process, results), "it does not get that far")
    os.killpg(process.pid, signal.SIGINT)
    _, complaints = process.communicate(timeout=WAIT)
    assert process.returncode == 130, complaints
    assert complaints.startswith("Interrupted.")
    assert complaints.count("\n") == 1


@pytest.mark.heavy
def test_a_lost_scheduler_ends_the_run_with_a_sentence_and_the_next_goes_on(course, tmp_path, two):
    with processes(tmp_path / "cluster") as started:
        started.worker()
        process = grading(course, "no-scheduler", "--scheduler", started.address)
        results = course / "no-scheduler" / "results.jsonl"
        until(lambda: results.exists() and results.read_text().count("\n") > 1, "nothing is graded")
        kill_all(started.scheduler)
        _, complaints = process.communicate(timeout=WAIT)
    assert (process.returncode, complaints) == (2, f"{cluster.LOST}\n")
    finished(grading(course, "no-scheduler", "--scheduler", two.address))
    assert lines(course, "no-scheduler") == lines(course, "here")


# --- whoever kills its workers ----------------------------------------------------------------------------------------


class Deadly:
    """Put into Dask's workers: whoever grades the submission of s05 there dies of it."""

    name = "deadly"

    def __init__(self, deaths):
        self.deaths = deaths

    def setup(self, worker):
        import os

        from autograder.scale import station

        def grade(submission, bench, grade=station.grade):
            if submission.student == "s05":
                with open(self.deaths, "a") as file:
                    file.write("x")
                os.kill(os.getpid(), 9)
            return grade(submission, bench)

        station.grade = grade


def abandoned(client):
    """Kill the workers so that Dask does not start them again."""
    from distributed import Status

    for nanny in client.cluster.workers.values():
        nanny.status = Status.starting
        os.kill(nanny.pid, signal.SIGKILL)


def test_workers_of_this_machine_that_nobody_watches_over_any_more_are_started_anew(course, monkeypatch):
    monkeypatch.setattr(cluster, "GIVEN_UP", 2)
    monkeypatch.setattr(cluster, "FETCHING", 2)
    found = find([str(course / "class")], ("regularization",))[:12]
    with cluster.connected("local", 2) as client:
        results = cluster.grade_on(client, found, Parcel(settings_of(course), {}))
        students = {next(results).student}
        abandoned(client)
        students |= {result.student for result in results}
    assert students == {each.student for each in found}


def test_a_cluster_without_any_worker_is_given_up_in_the_end(course, monkeypatch):
    monkeypatch.setattr(cluster, "NO_WORKER", 3)
    monkeypatch.setattr(cluster, "FETCHING", 1)
    found = find([str(course / "class")], ("regularization",))[:12]
    with cluster.connected("local", 2) as client:
        results = cluster.grade_on(client, found, Parcel(settings_of(course), {}))
        next(results)
        abandoned(client)
        with pytest.raises(ClusterError, match="There has been no worker for"):
            list(results)


@pytest.mark.heavy
def test_who_loses_workers_again_and_again_is_lost_and_nobody_else(course, tmp_path):
    from distributed import WorkerPlugin

    Deadly.__module__ = "__main__"  # so that it travels whole
    plugin = type("Plugin", (Deadly, WorkerPlugin), {"__module__": "__main__"})
    found = find([str(course / "class")], ("regularization",))[:16]
    settings = settings_of(course)
    with cluster.connected("local", 2) as client:
        client.register_plugin(plugin(str(tmp_path / "deaths")))
        results = {result.student: result for result in cluster.grade_on(client, found, Parcel(settings, {}))}
    assert 2 <= len((tmp_path / "deaths").read_text()) <= 8 * TRIES  # as one of many, and alone
    assert len(results) == 16
    assert results.pop("s05").message.values == {"reason": "crashed"}
    assert [result.student for result in results.values() if result.message] == ["s07"]  # the empty file


# --- refused ----------------------------------------------------------------------------------------------------------


def refusal(course, *options):
    done = subprocess.run(command(course, "refused", *options), cwd=ROOT, capture_output=True, text=True, timeout=WAIT)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert (course / "refused" / "results.jsonl").read_text() == ""
    return done.stderr


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("tcp://127.0.0.1:9", "No Dask scheduler answers at tcp://127.0.0.1:9."),
        ("nobody", "nobody is no address of a Dask scheduler"),
        ("tls://127.0.0.1:9", "tls://127.0.0.1:9 asks for TLS"),
    ],
)
def test_an_address_where_no_scheduler_is_is_refused_soon(course, address, sentence):
    started = time.monotonic()
    assert sentence in refusal(course, "--scheduler", address)
    assert time.monotonic() - started < 30


def test_a_scheduler_without_workers_is_refused(course, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "FIRST_WORKER", 1)
    with processes(tmp_path / "cluster") as started, pytest.raises(ClusterError, match="has no worker; start some"):
        with cluster.connected(started.address, 1):
            pass


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """Another version of this package, in which an assignment has a comment more."""
    copy = tmp_path_factory.mktemp("edited")
    shutil.copytree(ROOT / "autograder", copy / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / "autograder" / "assignments" / "regularization.py").open("a") as file:
        file.write("# another version\n")
    return copy


def test_another_version_on_a_worker_is_refused(course, tmp_path, edited):
    with processes(tmp_path / "cluster") as started:
        started.worker(PYTHONPATH=str(edited))
        sentence = refusal(course, "--scheduler", started.address)
    assert "differs from this machine: autograder is" in sentence
    assert "the assignment regularization is" in sentence


@pytest.mark.heavy
def test_another_version_or_none_on_the_scheduler_is_refused(course, tmp_path, edited):
    with processes(tmp_path / "cluster", PYTHONPATH=str(edited)) as started:
        started.worker()
        assert "The scheduler has autograder" in refusal(course, "--scheduler", started.address)
    (tmp_path / "none" / "autograder").mkdir(parents=True)
    (tmp_path / "none" / "autograder" / "__init__.py").touch()
    with processes(tmp_path / "other", PYTHONPATH=str(tmp_path / "none")) as started:
        started.worker()
        assert "The scheduler cannot import this version" in refusal(course, "--scheduler", started.address)
    with processes(tmp_path / "third") as started:
        started.worker(PYTHONPATH=str(tmp_path / "none"))
        sentence = refusal(course, "--scheduler", started.address)
    assert "cannot grade" in sentence
    assert "No module named 'autograder." in sentence


def test_a_worker_on_which_the_sandbox_does_not_work_is_refused(course, tmp_path):
    with processes(tmp_path / "cluster") as started:
        started.worker(PATH="/nowhere")
        sentence = refusal(course, "--scheduler", started.address, "--sandbox", "bwrap")
    assert "cannot grade: bubblewrap is missing" in sentence


def test_without_dask_the_option_is_refused_and_all_else_works(course):
    without = "import sys; sys.modules['distributed'] = None; from autograder.cli import main; main()"
    words = command(course, "none", "--scheduler", "local")[1:]
    done = subprocess.run([sys.executable, "-c", without, *words], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "pip install '.[dask]' (docs/setup.md)" in done.stderr
    done = subprocess.run([sys.executable, "-c", without, "list"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0


# --- the secret -------------------------------------------------------------------------------------------------------


def held(words):
    """Which of the words are in any text or bytes that live in a process."""
    import gc

    gc.collect()
    found = set()
    for holder in gc.get_objects():
        for each in gc.get_referents(holder):
            if isinstance(each, bytes | bytearray | memoryview):
                data = bytes(each)
            elif isinstance(each, str) and each not in words:
                data = each.encode("utf-8", "replace")
            else:
                continue
            found |= {word for word in words if word.encode() in data}
    return found


def test_the_search_finds_what_is_there():
    kept = [b"before " + SECRET.encode()]
    assert held([SECRET, "nowhere" + "to be found"]) == {SECRET}
    assert kept
    gc.collect()


def test_the_secret_is_nowhere_in_what_the_scheduler_holds(course, tmp_path):
    from distributed import Client

    held.__module__ = "__main__"  # so that it travels whole
    secret, control = SECRET[2:-2], "batch-"
    with processes(tmp_path / "cluster") as started:
        started.worker()
        process = grading(course, "watched", "--scheduler", started.address)
        results = course / "watched" / "results.jsonl"
        with Client(started.address, set_as_default=False) as client:
            until(lambda: results.exists() and "\n" in results.read_text(), "nothing is graded")
            assert client.run_on_scheduler(held, [secret, control]) == {control}  # in mid-run
            finished(process)
            assert secret not in client.run_on_scheduler(held, [secret])
            state = client.dump_cluster_state(str(tmp_path / "state"), format="yaml")
            assert state is None
            events = repr(client.get_events())
            logs = repr(client.get_scheduler_logs()) + repr(client.get_worker_logs())
    told = events + logs + (tmp_path / "state.yaml").read_text() + started.log()
    assert control in told
    assert secret not in told
    assert SECRET.encode().hex() not in told
    assert not list((tmp_path / "cluster" / "scratch").rglob("*secret*"))


def settings_of(course):
    read = (course / "secret").read_bytes()
    return prepare(Settings(Course(ROOT), ("regularization",), read, sys.executable, "bwrap"))
