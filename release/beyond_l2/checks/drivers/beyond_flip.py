"""Flips a picture, and looks at the one that was given afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np


def drive(names: dict[str, Any], image: Any) -> Any:
    """Give what the submission answers, and whether the picture that it was given has kept its values."""
    given = image.copy()
    flipped = names["augment_flip"](given)
    return flipped, bool(np.array_equal(given, image))
