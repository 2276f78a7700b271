"""One palette: whatever shows colours takes them from one file."""

import re
from pathlib import Path

import pytest

from autograder.outlets.report.looks import PALETTE
from autograder.outlets.terminal import THEME

ROOT = Path(__file__).parents[2]
SHOWN = [
    file
    for folder in ("autograder/outlets/templates", "autograder/pipeline/student", "docs/stylesheets")
    for file in sorted((ROOT / folder).iterdir())
    if file.suffix in (".css", ".html", ".js", ".py")
]


def brightness(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("file", SHOWN, ids=lambda file: file.name)
def test_a_page_has_no_colours_of_its_own(file):
    known = {colour for pair in PALETTE.values() for colour in pair}
    assert set(re.findall(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}(?=[;,) ])", file.read_text("utf-8"))) <= known


@pytest.mark.parametrize("place", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "quiet", "good", "part", "bad"])
def test_every_colour_of_text_can_be_read_on_paper_and_panel(name, place):
    for behind in ("paper", "panel"):
        assert contrast(PALETTE[name][place], PALETTE[behind][place]) >= 4.5


@pytest.mark.parametrize("name", ["good", "part", "bad"])
def test_a_terminal_s_colours_stand_out_from_light_and_dark_alike(name):
    colour = THEME.styles[name].color.name
    for paper in ("#ffffff", "#000000", PALETTE["paper"][1]):
        assert contrast(colour, paper) >= 4
