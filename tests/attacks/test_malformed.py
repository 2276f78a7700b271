"""A notebook that is malformed has a status like any other, and leaves the sandbox as it was."""

import pytest

from autograder.model import Fate
from tests.attacks.malformed import bench, graded, honest


@pytest.mark.parametrize(
    ("count", "due"),
    [(60, {Fate.GRADED, Fate.UNREADABLE}), pytest.param(1_500, set(Fate), marks=pytest.mark.heavy)],
)
def test_every_malformed_notebook_has_a_status(count, due):
    with bench() as at:
        ends = {result.status for result in graded(count, seed=count, at=at)}
        assert ends >= due
        assert honest(at) == 40
