"""This grader, measured as instructors use it: by its command, in a course folder of its own."""

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .figures import Run
from .notebooks import ROOT
from .watching import Job, follow, seconds, watch

SECRET = b"the secret of the benchmark, the same in every run"
GRADED = (0, 1)  # 1: a submission could not be graded, which `figures.verify` sees


@dataclass(frozen=True)
class Ours:
    """A course in ``folder`` that has kept nothing yet; its sources are those of this repository."""

    folder: Path
    jobs: int

    def prepare(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for part in ("source", "release"):
            (self.folder / part).symlink_to(ROOT / part)
        (self.folder / "secret").write_bytes(SECRET)

    def first(self, handed_in: Path, count: int, out: str) -> Run:
        """Grade a class before anything is kept: there is one such run, so its memory is looked at in that."""
        seen = watch(self._class(handed_in, out))
        return Run(count, seen.seconds, seen.memory)

    def run(self, handed_in: Path, count: int, out: str) -> Run:
        """Grade a folder of so many notebooks, and once more to look at the memory, which would cost the first time.

        Results of an earlier run of the same ``out`` hold still.
        """
        followed = follow(self._class(handed_in, out), self.folder / out / "results.jsonl")
        seen = watch(self._class(handed_in, f"{out}-watched"))
        return Run(count, followed.seconds, seen.memory, followed.steady)

    def cold(self, notebook: Path) -> float:
        """The seconds of one notebook alone, by a command that nothing has been started for."""
        return seconds(self._job("cold", notebook))

    def scores(self, out: str) -> Mapping[str, float]:
        with (self.folder / out / "results.jsonl").open(encoding="utf-8") as lines:
            return {result["student"]: result["score"] for result in map(json.loads, lines)}

    def _class(self, handed_in: Path, out: str) -> Job:
        return self._job(out, handed_in, "--out", out, "--jobs", str(self.jobs))

    def _job(self, name: str, path: Path, *options: str) -> Job:
        command = [Path(sys.executable).with_name("autograder"), "grade", path, "--secret-file", "secret", *options]
        return Job(command, self.folder, self.folder / f"{name}.log", allowed=GRADED)
