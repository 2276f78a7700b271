"""The costs that the guide tells are those that follow from the measured figures."""

from pathlib import Path

from scripts.costs import Measured, most_cores, table

GUIDE = (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8")


def test_the_guide_has_the_table_as_it_is_worked_out():
    assert table() in GUIDE


def test_the_guide_names_the_figures_it_follows_from():
    measured = Measured()
    assert f"**The first is {measured.rate:g} notebooks a second on two cores**" in GUIDE
    assert f"`{measured.warm:g} s + notebooks / min({measured.rate / 2:g} × cores, {measured.relayed:,g})`" in GUIDE
    assert f"**Up to {most_cores()} cores at {measured.rate / 2:g} a second" in GUIDE
