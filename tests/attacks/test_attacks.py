"""No attack earns a point, does anything outside, or is noticed by the submission after it."""

import pytest

from autograder.model import Fate
from tests.attacks.range import LIMITS, WALLS, open_range
from tests.attacks.suite import ATTACKS


def shots():
    """Every attack at every wall; in each run at one of them, by turns, and at the other where there is time."""
    for number, (_, attack) in enumerate(ATTACKS):
        for turn, wall in enumerate(WALLS):
            later = (number + turn) % len(WALLS) > 0
            yield pytest.param(wall, attack, id=f"{wall}-{attack.name}", marks=[pytest.mark.heavy] * later)


@pytest.fixture(scope="session")
def attacked(request):
    with open_range(request.param) as place:
        yield place


@pytest.mark.parametrize(("attacked", "attack"), list(shots()), indirect=["attacked"])
def test_it_gains_nothing_does_nothing_and_leaves_nothing(attacked, attack):
    outcome = attacked.fire(attack)
    assert outcome.effects(attack) == (), outcome.result
    assert outcome.seconds < LIMITS.seconds + 15, "it is not ended"
    if attack.fate is Fate.GRADED:
        assert outcome.status, "the attack defines no graded function"


def test_every_attack_has_a_name_of_its_own():
    names = [attack.name for _, attack in ATTACKS]
    assert len(set(names)) == len(names)
