"""No attack earns a point, does anything outside, or is noticed by the submission after it."""

import pytest

from autograder.model import Fate
from tests.attacks.range import LIMITS, open_range
from tests.attacks.suite import ATTACKS


def shots(turn):
    """Every attack; every second one, by turns, only where there is time, so that each run fires each at one wall."""
    for number, (_, attack) in enumerate(ATTACKS):
        yield pytest.param(attack, id=attack.name, marks=[pytest.mark.heavy] * ((number + turn) % 2))


@pytest.fixture(scope="session")
def attacked(request):
    with open_range(request.param) as place:
        yield place


def holds(attacked, attack):
    outcome = attacked.fire(attack)
    assert outcome.effects(attack) == (), outcome.result
    assert outcome.seconds < LIMITS.seconds + 15, "it is not ended"
    if attack.fate is Fate.GRADED:
        assert outcome.status, "the attack defines no graded function"


@pytest.mark.parametrize("attacked", ["bwrap"], indirect=True)
@pytest.mark.parametrize("attack", list(shots(0)))
def test_behind_bubblewrap_it_gains_nothing_does_nothing_and_leaves_nothing(attacked, attack):
    holds(attacked, attack)


@pytest.mark.parametrize("attacked", ["landlock"], indirect=True)
@pytest.mark.parametrize("attack", list(shots(1)))
def test_behind_landlock_it_gains_nothing_does_nothing_and_leaves_nothing(attacked, attack):
    holds(attacked, attack)


def test_every_attack_has_a_name_of_its_own():
    names = [attack.name for _, attack in ATTACKS]
    assert len(set(names)) == len(names)
