"""What came of one exercise, as the output of a cell in a notebook: for nbgrader's feedback and its form."""

from rich.text import Text

from ..model import ExerciseResult, Hints, Message
from .page import parts, render
from .table import details
from .words import say


def html(outcome: ExerciseResult | Message, hints: Hints) -> str:
    """A part of a page, with a style of its own and without scripts; of hidden cases it shows no figure."""
    if isinstance(outcome, Message):
        return render("cell.html", it=None, sentence=say(outcome))
    return render("cell.html", it=parts(1, outcome, hints), sentence="")


def text(outcome: ExerciseResult | Message, hints: Hints) -> str:
    """The same as plain text, where no page can be shown."""
    if isinstance(outcome, Message):
        return say(outcome)
    return "\n".join(Text.from_markup(line).plain for line in details(outcome, hints))
