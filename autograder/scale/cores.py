"""The cores that this process may use: of a machine shared with others, not all."""

import os


def cores() -> list[int]:
    return sorted(os.sched_getaffinity(0))
