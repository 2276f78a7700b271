"""The palette on a terminal, by the names that it has on the pages."""

from rich.theme import Theme

THEME = Theme(
    {
        "good": "#3a7fc4",
        "part": "#96741f",
        "bad": "#cc5a24",
        "quiet": "dim",
        "plain": "dim",
        "bar.complete": "#3a7fc4",
        "bar.finished": "#3a7fc4",
        "bar.pulse": "#3a7fc4",
    }
)
"""Between the light and the dark of ``templates/palette.css``: nobody knows what colour a terminal's paper has, and
each of these stands out from white and from black alike."""
