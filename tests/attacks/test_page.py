"""The page of the attacks in the docs."""

from tests.attacks.range import ROOT
from tests.attacks.suite import ATTACKS


def test_the_page_of_the_attacks_has_them_all():
    rows = [line.split(" | ")[0] for line in (ROOT / "docs" / "attacks.md").read_text("utf-8").splitlines()]
    assert [row.removeprefix("| ") for row in rows if row.startswith("| ") and not row.startswith("| attack")] == [
        attack.name for _, attack in ATTACKS
    ]
