"""Points: what outputs, cases and exercises earn."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from ..model import Output


@dataclass(frozen=True)
class Sheet:
    """One case as it is scored: the names of the outputs that are right.

    ``confirms`` says that who is right here knows more than the known answers: it is hidden, and no constant passes.
    """

    confirms: bool
    right: Set[str]
    weight: float = 1.0


def earnings(outputs: Sequence[Output], sheets: Sequence[Sheet]) -> list[float]:
    """Find the share of its weight, 0 to 1, that each case of an exercise earns.

    An output of a public case, or of one that is judged by a threshold alone, counts only if the same output is right
    in some case that confirms it: whoever writes down the known answers, or a small constant, earns nothing. Without
    any case that confirms, all count as they are.
    """
    confirming = [sheet for sheet in sheets if sheet.confirms]
    confirmed = set[str]().union(*(sheet.right for sheet in confirming))
    return [
        _credit(outputs, sheet.right if sheet.confirms or not confirming else sheet.right & confirmed)
        for sheet in sheets
    ]


def share(sheets: Sequence[Sheet], earned: Sequence[float]) -> float:
    """Find the share of an exercise's points, 0 to 1, from what its cases earn."""
    whole = sum(sheet.weight for sheet in sheets)
    return sum(sheet.weight * credit for sheet, credit in zip(sheets, earned, strict=True)) / whole


def points(most: float, part: float) -> float:
    """Round to hundredths, as a gradebook shows them."""
    return round(most * part, 2)


def _credit(outputs: Sequence[Output], right: Set[str]) -> float:
    # What was handed out with the notebook earns in step with what the student did.
    own = [output for output in outputs if not output.given]
    done = _share(own, right) if own else 1.0
    whole = sum(output.weight for output in outputs)
    return sum(output.weight * (done if output.given else 1.0) for output in outputs if output.name in right) / whole


def _share(outputs: Sequence[Output], right: Set[str]) -> float:
    return sum(output.weight for output in outputs if output.name in right) / sum(output.weight for output in outputs)
