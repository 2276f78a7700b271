"""The public cases of part (c) of beyond L2: networks written out, and the right answers to them.

The penalties are worked out by hand. The figures of losses, predictions and steps come from forward and backward passes
written out in NumPy, not from PyTorch; the gradients agree with central differences of the losses. Parameters go by the
names that they have in the network that the drivers build: a block for each hidden layer, then the last layer.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# --- networks and penalties ---------------------------------------------------------------------------------------

TWO_LAYERS = (
    (np.array([[0.5, -0.8], [0.3, 0.9], [-0.6, 0.4]]), np.array([0.2, -0.1, 0.3])),
    (np.array([[0.7, -0.5, 0.2], [-0.4, 0.6, 1.1]]), np.array([0.05, -0.25])),
)
THREE_LAYERS = (
    (np.array([[1.0, -0.5, 0.25], [-0.75, 0.5, 2.0]]), np.array([-0.5, 0.25])),
    (np.array([[0.5, -1.5], [0.25, 1.0], [-2.0, 0.75], [0.5, 0.5]]), np.array([0.75, -0.25, 1.0, -0.5])),
    (np.array([[-1.0, 0.5, 0.25, -0.25]]), np.array([1.5])),
)

L1_TWO_LAYERS: dict[str, Any] = {
    "value": 7.9,
    "gradients": {
        "0.0.weight": np.array([[1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]),
        "0.0.bias": np.array([1.0, -1.0, 1.0]),
        "1.weight": np.array([[1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]]),
        "1.bias": np.array([1.0, -1.0]),
    },
}
L1_THREE_LAYERS = {
    "value": 18.75,
    "gradients": {
        "0.0.weight": np.array([[1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]]),
        "0.0.bias": np.array([-1.0, 1.0]),
        "1.0.weight": np.array([[1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [1.0, 1.0]]),
        "1.0.bias": np.array([1.0, -1.0, 1.0, -1.0]),
        "2.weight": np.array([[-1.0, 1.0, 1.0, -1.0]]),
        "2.bias": np.array([1.0]),
    },
}
L2_TWO_LAYERS: dict[str, Any] = {
    "value": 5.025,
    "gradients": {
        "0.0.weight": np.array([[1.0, -1.6], [0.6, 1.8], [-1.2, 0.8]]),
        "0.0.bias": np.array([0.4, -0.2, 0.6]),
        "1.weight": np.array([[1.4, -1.0, 0.4], [-0.8, 1.2, 2.2]]),
        "1.bias": np.array([0.1, -0.5]),
    },
}
L2_THREE_LAYERS = {
    "value": 20.5625,
    "gradients": {
        "0.0.weight": np.array([[2.0, -1.0, 0.5], [-1.5, 1.0, 4.0]]),
        "0.0.bias": np.array([-1.0, 0.5]),
        "1.0.weight": np.array([[1.0, -3.0], [0.5, 2.0], [-4.0, 1.5], [1.0, 1.0]]),
        "1.0.bias": np.array([1.5, -0.5, 2.0, -1.0]),
        "2.weight": np.array([[-2.0, 1.0, 0.5, -0.5]]),
        "2.bias": np.array([3.0]),
    },
}

# --- losses of the network of two layers --------------------------------------------------------------------------

BATCHES = (
    (np.array([[1.0, 0.5], [-0.7, 0.2], [0.4, -1.2]]), np.array([0, 1, 1])),
    (np.array([[0.3, 0.8], [-1.1, -0.6]]), np.array([1, 0])),
)
TARGETS = (
    (BATCHES[0][0], np.array([[0.5, -0.2], [0.1, 0.9], [-0.3, 0.4]])),
    (BATCHES[1][0], np.array([[1.0, 0.0], [-0.5, 0.6]])),
)
STRENGTH = 0.05
PENALTIES = {
    name: (penalty["value"], list(penalty["gradients"].values()))
    for name, penalty in (("l1_penalty", L1_TWO_LAYERS), ("l2_penalty", L2_TWO_LAYERS))
}

CROSS_ENTROPY = {
    "losses": [1.0637110057270498, 0.5743738495300145],
    "gradients": [
        {
            "0.0.weight": np.array(
                [
                    [-0.06532998524546585, -0.4729311368036542],
                    [0.1911203121543005, 0.09556015607715025],
                    [0.0832685175284075, -0.023791005008116428],
                ]
            ),
            "0.0.bias": np.array([0.12335550511778612, 0.1911203121543005, -0.11895502504058214]),
            "1.weight": np.array(
                [
                    [0.33668274349431604, -0.11293472990935939, 0.10573780003607298],
                    [-0.33668274349431604, 0.11293472990935939, -0.10573780003607298],
                ]
            ),
            "1.bias": np.array([0.24431361833398776, -0.24431361833398776]),
        },
        {
            "0.0.weight": np.array(
                [
                    [0.3333981179309418, 0.1818535188714228],
                    [-0.04847697328872327, -0.12927192876992874],
                    [-0.31244325645245336, -0.2545571844338332],
                ]
            ),
            "0.0.bias": np.array([-0.303089198119038, -0.1615899109624109, 0.11577214403724037]),
            "1.weight": np.array(
                [
                    [-0.03581963250497722, 0.10429894253028339, -0.1337496925656787],
                    [0.03581963250497722, -0.10429894253028339, 0.1337496925656787],
                ]
            ),
            "1.bias": np.array([-0.12863571559693376, 0.12863571559693376]),
        },
    ],
}
MEAN_SQUARES = {
    "losses": [0.5955775, 0.6362535],
    "gradients": [
        {
            "0.0.weight": np.array(
                [
                    [0.024033333333333316, -0.6361833333333333],
                    [0.1381666666666667, 0.06908333333333334],
                    [0.06416666666666664, -0.018333333333333326],
                ]
            ),
            "0.0.bias": np.array([0.3018333333333333, 0.1381666666666667, -0.09166666666666663]),
            "1.weight": np.array(
                [
                    [0.53374, -0.12241666666666669, 0.02933333333333334],
                    [-0.51928, 0.04766666666666668, -0.072],
                ]
            ),
            "1.bias": np.array([0.28233333333333327, -0.4146666666666666]),
        },
        {
            "0.0.weight": np.array([[-0.326425, -0.17805], [0.150675, 0.4018], [0.05259, 0.18224]]),
            "0.0.bias": np.array([0.29675, 0.50225, 0.2593]),
            "1.weight": np.array([[0.051025, -0.432035, 0.01486], [-0.00715, 0.2343, 0.1056]]),
            "1.bias": np.array([-0.216, 0.275]),
        },
    ],
}


def _regularized(loss: Mapping[str, Any], penalty: Mapping[str, Any]) -> dict[str, Any]:
    """Add the penalty, times the strength, to the loss of each batch, and its gradients to theirs."""
    return {
        "losses": [value + STRENGTH * penalty["value"] for value in loss["losses"]],
        "gradients": [
            {name: array + STRENGTH * penalty["gradients"][name] for name, array in gradients.items()}
            for gradients in loss["gradients"]
        ],
    }


CROSS_ENTROPY_L1 = _regularized(CROSS_ENTROPY, L1_TWO_LAYERS)
CROSS_ENTROPY_L2 = _regularized(CROSS_ENTROPY, L2_TWO_LAYERS)
MEAN_SQUARES_L2 = _regularized(MEAN_SQUARES, L2_TWO_LAYERS)

# --- predictions, and steps of the network of two layers ----------------------------------------------------------

DROPOUT_RATIO = 0.5

_OUTPUTS = np.array([[-0.065, 0.02], [0.21, 0.63], [1.002, -0.794]])
PREDICTIONS: dict[str, Any] = {
    "outputs": {"asked in train mode": _OUTPUTS, "asked in eval mode": _OUTPUTS},
    "what is returned": dict.fromkeys(("asked in train mode", "asked in eval mode"), "a tensor without a gradient"),
    "the network afterwards": {"asked in train mode": "in train mode", "asked in eval mode": "in eval mode"},
}

LEARNING_RATE = 0.2  # not twice the strength: whoever mixes the two up would not see it
STEPS = 3

AFTER_STEPS = {
    "0.0.weight": np.array(
        [
            [0.5074998695338027, -0.5259212154998186],
            [0.1775989838368876, 0.7946934919184437],
            [-0.6108424535890009, 0.38965601531114313],
        ]
    ),
    "0.0.bias": np.array([0.1357506482195399, -0.19887781616311237, 0.3482536765557156]),
    "1.weight": np.array(
        [
            [0.5033663313754693, -0.4146376988886731, 0.12974260006427057],
            [-0.22100873137546945, 0.5087568988886731, 1.0938069999357296],
        ]
    ),
    "1.bias": np.array([-0.0783278215480715, -0.1099105784519285]),
}
