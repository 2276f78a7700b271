"""Asks schedule_lr_decay, which may call update_lr, beside an update_lr of ours, whatever the notebook's own is.

So a slip in update_lr costs nothing here.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def drive(names: dict[str, Any], divisors: Any, *inputs: Any) -> Any:
    """Call `schedule_lr_decay`; ``divisors`` are two points of the straight line by which update_lr divides."""

    def update_lr(learning_rate0: float, epoch_num: float, decay_rate: float) -> Any:
        return learning_rate0 / np.interp(decay_rate * epoch_num, *divisors)

    own = {name: names[name] for name in ("update_lr",) if name in names}
    names["update_lr"] = update_lr
    try:
        return names["schedule_lr_decay"](*inputs)
    finally:
        del names["update_lr"]
        names.update(own)
