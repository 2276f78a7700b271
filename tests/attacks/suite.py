"""All attacks, by family."""

from tests.attacks.attack import Attack
from tests.attacks.escaping import ESCAPING
from tests.attacks.exhausting import EXHAUSTING
from tests.attacks.forging import FORGING
from tests.attacks.learning import LEARNING
from tests.attacks.persisting import PERSISTING
from tests.attacks.reading import READING
from tests.attacks.speaking import SPEAKING

FAMILIES: dict[str, tuple[Attack, ...]] = {
    "forging the result": FORGING,
    "learning hidden things": LEARNING,
    "escaping": ESCAPING,
    "exhausting": EXHAUSTING,
    "persisting": PERSISTING,
    "attacking the reader": READING,
    "speaking to the grader": SPEAKING,
}

ATTACKS = [(family, attack) for family, attacks in FAMILIES.items() for attack in attacks]
