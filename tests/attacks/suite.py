"""All attacks, by family."""

from tests.attacks.attack import Attack
from tests.attacks.forging import FORGING

FAMILIES: dict[str, tuple[Attack, ...]] = {
    "forging the result": FORGING,
}

ATTACKS = [(family, attack) for family, attacks in FAMILIES.items() for attack in attacks]
