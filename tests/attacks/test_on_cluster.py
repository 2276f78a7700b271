"""Under Dask nothing is different: a few attacks of each family, fired at the workers of a cluster."""

import pytest

from tests.attacks.range import LIMITS, WALLS, open_range_on_cluster
from tests.attacks.suite import FAMILIES

OF_EACH = 4
"""Evenly spread over a family: neighbours are alike."""

CHOSEN = [attack for attacks in FAMILIES.values() for attack in attacks[:: -(-len(attacks) // OF_EACH)]]

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module", params=WALLS)
def attacked(request):
    with open_range_on_cluster(request.param) as place:
        yield place


@pytest.mark.parametrize("attack", [pytest.param(attack, id=attack.name) for attack in CHOSEN])
def test_it_gains_nothing_does_nothing_and_leaves_nothing(attacked, attack):
    outcome = attacked.fire(attack)
    assert outcome.effects(attack) == (), outcome.result
    assert outcome.seconds < LIMITS.seconds + 60, "it is not ended"
