"""No attack earns a point, does anything outside, or is noticed by the submission after it."""

import pytest

from autograder.model import Fate
from tests.attacks.range import LIMITS, WALLS, open_range
from tests.attacks.suite import ATTACKS


@pytest.fixture(scope="session", params=WALLS)
def attacked(request):
    with open_range(request.param) as place:
        yield place


@pytest.mark.parametrize("attack", [pytest.param(attack, id=attack.name) for _, attack in ATTACKS])
def test_it_gains_nothing_does_nothing_and_leaves_nothing(attacked, attack):
    outcome = attacked.fire(attack)
    assert outcome.effects(attack) == (), outcome.result
    assert outcome.seconds < LIMITS.seconds + 5, "it is not ended"
    if attack.fate is Fate.GRADED:
        assert outcome.status, "the attack defines no graded function"


def test_every_attack_has_a_name_of_its_own():
    names = [attack.name for _, attack in ATTACKS]
    assert len(set(names)) == len(names)
