"""Known slips of every loop over layers 1 to L."""

from ...model import Misconception

_LAYERS = "range(1, L + 1)"

LAST_LAYER_LEFT_OUT = Misconception(
    "last-layer-left-out",
    look="Count how many layers your loop goes through, and which one comes last.",
    hint="The loop stops one layer early: layer L is left out. A range ends before its second number.",
    replace={_LAYERS: "range(1, L)"},
)
FIRST_LAYER_LEFT_OUT = Misconception(
    "first-layer-left-out",
    look="Look at the layer with which your loop begins.",
    hint="Layer 1 is left out: the loop begins with the second layer.",
    replace={_LAYERS: "range(2, L + 1)"},
)
FIRST_LAYER_ONLY = Misconception(
    "first-layer-only",
    look="Compare what you give back for the first layer with what you give back for the layers above it.",
    hint="Only the first layer is dealt with. All that is done for it has to be done for every other layer too.",
    replace={_LAYERS: "range(1, 2)"},
)
TWO_LAYERS_ONLY = Misconception(
    "two-layers-only",
    look="Try a network of three layers.",
    hint="Your code deals with two layers, however many the network has. How many there are, the parameters tell.",
    replace={_LAYERS: "range(1, 3)"},
)

LAYERS = (LAST_LAYER_LEFT_OUT, FIRST_LAYER_LEFT_OUT, FIRST_LAYER_ONLY, TWO_LAYERS_ONLY)
