"""The public cases of beyond L2: inputs written out, and the right answers to them.

The course material has no seeded cases for these exercises; these are the project's own, small enough to follow by
hand. The penalties, counts and pictures are worked out by hand. The figures of the network with dropout come from
Python's own floats, entry by entry, with ``math.tanh``, ``math.exp`` and ``math.fsum``; its gradients agree with
central differences of the cost, and the masks are those that NumPy's global generator draws from seed 1.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# --- penalties ----------------------------------------------------------------------------------------------------

# W3 of the deeper network holds a weight that is hardly there: it counts as one, and its sign is 1.
TWO_LAYERS = {
    "W1": np.array([[0.5, -1.0], [0.0, 2.0], [-0.25, 0.0]]),
    "b1": np.array([[0.1], [0.0], [-0.3]]),
    "W2": np.array([[1.5, 0.0, -1.25]]),
    "b2": np.array([[0.2]]),
}
THREE_LAYERS = {
    "W1": np.array([[0.8, 0.0, -0.3], [-1.2, 0.4, 0.0], [0.0, 0.0, 0.6], [0.1, -0.7, 0.9]]),
    "b1": np.array([[0.3], [0.0], [-0.1], [0.7]]),
    "W2": np.array([[0.0, -0.5, 1.1, 0.0], [0.3, 0.0, -0.2, 0.6]]),
    "b2": np.array([[-0.4], [0.0]]),
    "W3": np.array([[-1.3, 1e-12]]),
    "b3": np.array([[0.5]]),
}

L1_TWO_LAYERS = 0.91  # 0.7 / 5 * 6.5
L1_THREE_LAYERS = 0.07500000000000834  # 0.1 / 12 * (9 + 1e-12)


def _unmoved(parameters: Mapping[str, Array]) -> dict[str, Array]:
    """Give the gradients of the biases, which no penalty moves."""
    return {f"d{name}": np.zeros(b.shape) for name, b in parameters.items() if name.startswith("b")}


L1_GRADIENT_TWO_LAYERS = {
    "dW1": np.array([[0.14, -0.14], [0.0, 0.14], [-0.14, 0.0]]),
    "dW2": np.array([[0.14, 0.0, -0.14]]),
} | _unmoved(TWO_LAYERS)
STEP = 0.1 / 12
L1_GRADIENT_THREE_LAYERS = {
    "dW1": np.array([[STEP, 0.0, -STEP], [-STEP, STEP, 0.0], [0.0, 0.0, STEP], [STEP, -STEP, STEP]]),
    "dW2": np.array([[0.0, -STEP, STEP, 0.0], [STEP, 0.0, -STEP, STEP]]),
    "dW3": np.array([[-STEP, STEP]]),
} | _unmoved(THREE_LAYERS)

# --- early stopping -----------------------------------------------------------------------------------------------

STOPPED = [0.9, 0.7, 0.6, 0.65, 0.64, 0.62, 0.5, 0.4]  # with patience 3 the last two are never measured
REWARDED = [0.9, 0.8, 0.85, 0.82, 0.7, 0.75, 0.72, 0.65, 0.7, 0.68, 0.66, 0.6]  # patience 3 bears two pauses of two
PLATEAU = [0.8, 0.5, 0.6, 0.5, 0.5, 0.55, 0.4]  # the third 0.5 uses up a patience of 3
UNSTOPPED = [0.9, 0.7, 0.75, 0.6, 0.65]
IMPATIENT = [0.9, 0.7, 0.6, 0.65, 0.5]

# --- pictures -----------------------------------------------------------------------------------------------------

PICTURE = np.array(
    [[[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[10, 11, 12], [13, 14, 15], [16, 17, 18]]],
    np.uint8,
)
FLIPPED = np.array(
    [[[7, 8, 9], [4, 5, 6], [1, 2, 3]], [[16, 17, 18], [13, 14, 15], [10, 11, 12]]],
    np.uint8,
)
TURNED = np.array(
    [[[7, 8, 9], [16, 17, 18]], [[4, 5, 6], [13, 14, 15]], [[1, 2, 3], [10, 11, 12]]],
    np.uint8,
)
TURNED_BACK = np.array(
    [[[10, 11, 12], [1, 2, 3]], [[13, 14, 15], [4, 5, 6]], [[16, 17, 18], [7, 8, 9]]],
    np.uint8,
)
UPSIDE_DOWN = np.array(
    [[[16, 17, 18], [13, 14, 15], [10, 11, 12]], [[7, 8, 9], [4, 5, 6], [1, 2, 3]]],
    np.uint8,
)

GREY = np.array(
    [
        [[0.0], [0.125], [0.25], [0.375], [0.5], [0.625]],
        [[0.75], [0.875], [1.0], [0.8], [0.6], [0.4]],
        [[0.2], [0.1], [0.3], [0.5], [0.7], [0.9]],
        [[0.95], [0.85], [0.65], [0.55], [0.45], [0.35]],
        [[0.15], [0.05], [0.45], [0.25], [0.75], [0.0]],
    ]
)
CROPPED = np.array([[[1.0], [0.8]], [[0.3], [0.5]], [[0.65], [0.55]]])  # from row 1 and column 2, 3 high and 2 wide

# --- the network with dropout -------------------------------------------------------------------------------------

X = np.array([[1.69, -0.47, 0.03], [0.41, -0.79, 0.55], [-0.28, -1.75, 1.02], [0.6, -0.63, -0.17]])
Y = np.array([[1, 0, 1]])
PARAMETERS = {
    "w1": np.array(
        [
            [0.3, -0.16, -0.15, -0.87],
            [0.33, 0.07, 0.16, -0.92],
            [0.99, 0.09, -0.23, 1.22],
            [-0.03, -0.87, -0.24, -1.37],
            [0.63, -0.25, -0.45, 0.64],
        ]
    ),
    "b1": np.array([[-0.5], [0.16], [-0.62], [-0.2], [-0.36]]),
    "w2": np.array([[1.46, 1.77, -0.33, 0.84, -0.18]]),
    "b2": np.array([[0.17]]),
}
Z1 = np.array(
    [
        [-0.5386, 0.296, -0.5841],
        [0.1496, 0.2492, 0.528],
        [1.8864, -1.5225, -0.9828],
        [-1.3622, 1.7845, -0.6913],
        [1.1122, -0.0743, -1.0464],
    ]
)

FORWARD = {  # with keep_prob 0.4
    "z1": Z1,
    "mask1": np.array([[False], [False], [True], [True], [True]]),
    "a1": np.array(
        [
            [0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0],
            [2.387644739707583, -2.272830853627056, -1.8856886204112846],
            [-2.192255855393637, 2.362942707875071, -1.497041235245622],
            [2.012096702551136, -0.18540894276226816, -1.9510070240828428],
        ]
    ),
    "z2": np.array([[-2.821595089093362, 2.9382796660091963, -0.11405612853568672]]),
    "a2": np.array([[0.056168312534451766, 0.9497066203949412, 0.4715168388201455]]),
}

# A second pass, in six times the same four units: with so many, two masks are hardly ever the same by chance.
MANY_X = np.array([[1.0, -0.5], [0.25, 2.0]])
MANY_UNITS = {
    "w1": np.tile([[0.5, -0.25], [-1.0, 0.75], [0.3, 0.2], [-0.6, -0.4]], (6, 1)),
    "b1": np.tile([[0.1], [-0.2], [0.0], [0.4]], (6, 1)),
    "w2": np.tile([[0.1, -0.15, 0.25, -0.05]], (1, 6)),
    "b2": np.array([[0.3]]),
}
SECOND_MASK = np.array([0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1], np.bool_).reshape(
    24, 1
)
SECOND_PASS = {  # with keep_prob 0.4
    "z1": np.tile([[0.5375, -0.65], [-1.0125, 1.8], [0.35, 0.25], [-0.3, -0.1]], (6, 1)),
    "mask1": SECOND_MASK,
    "a1": SECOND_MASK
    * np.tile(
        [
            [1.227733070632013, -1.4291749152127933],
            [-1.916985154194303, 2.3670150321156704],
            [0.8409388608408305, 0.6122966560092727],
            [-0.7282815311289772, -0.24916998656238953],
        ],
        (6, 1),
    ),
    "z2": np.array([[1.4957277046365798, 0.6638371709510725]]),
    "a2": np.array([[0.8169364137632971, 0.6601218281880371]]),
}

CACHE = {  # with keep_prob 0.8 and another mask
    "z1": Z1,
    "a1": np.array(
        [
            [-0.6149093592908302, 0.35955976717688914, -0.657048757927188],
            [0.0, 0.0, 0.0],
            [1.1938223698537915, -1.136415426813528, -0.9428443102056423],
            [-1.0961279276968185, 1.1814713539375354, -0.748520617622811],
            [0.0, 0.0, 0.0],
        ]
    ),
    "mask1": np.array([[True], [False], [True], [True], [False]]),
    "z2": np.array([[-2.042476505881691, 2.0624102882342523, -1.1069098830089936]]),
    "a2": np.array([[0.11481479871265757, 0.8871956157153631, 0.24844743061668242]]),
}
GRADIENTS = {
    "dw2": np.array([[0.45237173207819753, 0.0, -0.45212653839904454, 0.8603416730108243, 0.0]]),
    "db2": np.array([[-0.24984738498509898]]),
    "dw1": np.array(
        [
            [-0.9324218847443769, -0.7404260523801595, -1.089546108838075, -0.5005423248236958],
            [0.0, 0.0, 0.0, 0.0],
            [0.029356028313240648, 0.04560331382384649, 0.07947691685034684, 0.012176118526030852],
            [-0.14159585071312547, -0.14830435676576656, -0.21000202135780385, -0.035127306021945685],
            [0.0, 0.0, 0.0, 0.0],
        ]
    ),
    "db1": np.array([[-0.24399658949564126], [0.0], [0.03407768266973004], [-0.20718752984405828], [0.0]]),
}
L2_GRADIENTS = GRADIENTS | {  # with lambd 0.7
    "dw2": np.array([[0.7930383987448641, 0.413, -0.5291265383990446, 1.0563416730108244, -0.042]]),
    "dw1": np.array(
        [
            [-0.862421884744377, -0.7777593857134928, -1.1245461088380748, -0.7035423248236957],
            [0.077, 0.01633333333333333, 0.03733333333333333, -0.21466666666666664],
            [0.2603560283132406, 0.06660331382384649, 0.025810250183680182, 0.29684278519269747],
            [-0.14859585071312548, -0.35130435676576655, -0.2660020213578038, -0.35479397268861235],
            [0.147, -0.05833333333333333, -0.105, 0.14933333333333332],
        ]
    ),
}

# --- the layer ----------------------------------------------------------------------------------------------------

LAYER_X = np.array([[1.0, -2.0, 3.0, 0.5], [-1.5, 2.5, 4.0, -3.0], [0.25, -0.75, 1.25, 2.0]])
LAYER_DOUT = np.array([[0.3, 0.1, -0.2, 0.4], [-0.5, 0.6, 0.7, -0.1], [0.2, -0.4, 0.8, 0.9]])

LAYER = {  # with dropout_ratio 0.3
    "training": np.array([[1.0, -2.0, 0.0, 0.5], [0.0, 0.0, 0.0, -3.0], [0.25, -0.75, 1.25, 2.0]]),
    "mask": np.array([[True, True, False, True], [False, False, False, True], [True, True, True, True]]),
    "backward": np.array([[0.3, 0.1, 0.0, 0.4], [0.0, 0.0, 0.0, -0.1], [0.2, -0.4, 0.8, 0.9]]),
    "test": np.array([[0.7, -1.4, 2.1, 0.35], [-1.05, 1.75, 2.8, -2.1], [0.175, -0.525, 0.875, 1.4]]),
}
CUBE = (3, 2, 2)  # the same figures on three axes
CUBE_X, CUBE_DOUT = LAYER_X.reshape(CUBE), LAYER_DOUT.reshape(CUBE)
DEFAULT_LAYER = {  # with dropout_ratio 0.5
    "training": np.array([[0.0, -2.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], [0.0, -0.75, 0.0, 2.0]]).reshape(CUBE),
    "mask": np.array([[0, 1, 0, 0], [0, 0, 0, 0], [0, 1, 0, 1]], np.bool_).reshape(CUBE),
    "backward": np.array([[0.0, 0.1, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], [0.0, -0.4, 0.0, 0.9]]).reshape(CUBE),
    "test": np.array([[0.5, -1.0, 1.5, 0.25], [-0.75, 1.25, 2.0, -1.5], [0.125, -0.375, 0.625, 1.0]]).reshape(CUBE),
}

# A second time, with four times the figures: with so many, two masks are hardly ever the same by chance.
LARGE_X, LARGE_DOUT = np.tile(LAYER_X, (2, 2)), np.tile(LAYER_DOUT, (2, 2))
LARGE_MASK = np.array(
    [
        [0, 0, 0, 1, 0, 0, 1, 0],
        [1, 0, 1, 1, 0, 1, 1, 1],
        [0, 1, 1, 1, 1, 1, 1, 0],
        [0, 1, 1, 0, 1, 1, 1, 1],
        [1, 1, 1, 1, 0, 1, 1, 1],
        [1, 1, 0, 1, 1, 1, 1, 0],
    ],
    np.bool_,
)
SECOND_LAYER = {  # with dropout_ratio 0.3
    "training": LARGE_X * LARGE_MASK,
    "mask": LARGE_MASK,
    "backward": LARGE_DOUT * LARGE_MASK,
    "test": np.tile(LAYER["test"], (2, 2)),
}
