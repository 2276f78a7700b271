"""What is kept is forgotten in time, and not while somebody needs it."""

import os
import time

from autograder import kept


def test_the_oldest_are_forgotten_but_none_that_was_asked_for_lately(tmp_path):
    for number in range(6):
        folder = tmp_path / f"trial-{number}"
        folder.mkdir()
        ago = number * kept.LATELY / 2
        os.utime(folder, (time.time() - ago - 60,) * 2)
    kept.forget(tmp_path, "trial", 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["trial-0", "trial-1"]
