"""Hidden cases that came with a notebook: the same for everybody, until somebody writes a draw for them."""

from collections.abc import Callable

import numpy as np

from ...model import Inputs


def fixed(*inputs: str) -> Callable[[np.random.Generator], Inputs]:
    """Make a draw that always gives these inputs."""
    return lambda _random: inputs
