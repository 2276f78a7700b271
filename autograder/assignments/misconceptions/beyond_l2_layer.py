"""The known wrong ways to do part (b) of beyond L2: dropout as a layer."""

from ...model import Misconception
from .beyond_l2_dropout import THRESHOLD_LOOK

# --- the layer ------------------------------------------------------------------------------------------------------

_SIDES = "np.random.rand(*x.shape)"
_RATIO = "> self.dropout_ratio"
_TRAINED = "out = x * self.mask"
_TESTED = "x * (1 - self.dropout_ratio)"
_BACK = "dout * self.mask"
_USE_LOOK = "Compare the mean of what a layer full of ones sends on in training and in use."
_BACK_LOOK = "Which entries had a part in the output, and by which factor?"
_LAYER_SHAPE_LOOK = "Print the shape of the mask, for arrays of several shapes."
_REMEMBER_LOOK = "How does one method of the layer learn what another has made?"
_REMEMBER = (
    "The mask is a variable of the forward pass alone, and gone when that ends. What the layer has to remember belongs "
    "to the layer itself."
)

DROPOUT = (
    Misconception(
        "keeps-what-it-should-drop",
        THRESHOLD_LOOK,
        "The comparison is the wrong way round: the mask keeps the entries that it should drop.",
        {_RATIO: "< self.dropout_ratio"},
    ),
    Misconception(
        "kept-share-for-dropped-share",
        THRESHOLD_LOOK,
        "The ratio is taken for the share that is kept. In this layer it is the share that is dropped.",
        {_RATIO: "> 1 - self.dropout_ratio"},
    ),
    Misconception(
        "threshold-of-one-half",
        THRESHOLD_LOOK,
        "The threshold is always one half. It has to be the ratio that the layer was made with.",
        {_RATIO: "> 0.5"},
    ),
    Misconception(
        "no-threshold",
        "Which values does the mask have?",
        "The random numbers themselves are used as a mask, and shrink each entry by another share. A mask only says "
        "yes or no.",
        {f" {_RATIO}": ""},
    ),
    Misconception(
        "inverted-form",
        _USE_LOOK,
        "This is inverted dropout, which scales in training. This layer is of the older form: in training nothing is "
        "scaled, and in use everything is.",
        {
            _TRAINED: "out = x * self.mask / (1 - self.dropout_ratio)",
            _BACK: "dout * self.mask / (1 - self.dropout_ratio)",
            _TESTED: "x",
        },
    ),
    Misconception(
        "scaled-in-training-too",
        _USE_LOOK,
        "The output is scaled in training and again in use. In this form of dropout nothing is scaled in training.",
        {_TRAINED: "out = x * self.mask / (1 - self.dropout_ratio)"},
    ),
    Misconception(
        "not-scaled-in-use",
        _USE_LOOK,
        "In use everything passes as it is, so the next layer gets more than it was trained for.",
        {_TESTED: "x"},
    ),
    Misconception(
        "scaled-by-the-dropped-share",
        _USE_LOOK,
        "In use the output is scaled by the share that is dropped. It has to shrink to the share that is kept.",
        {_TESTED: "x * self.dropout_ratio"},
    ),
    Misconception(
        "scaled-up-in-use",
        _USE_LOOK,
        "In use the output is scaled up. All entries take part, more than in training, so it has to shrink.",
        {_TESTED: "x / (1 - self.dropout_ratio)"},
    ),
    Misconception(
        "drops-in-use",
        "Let the same array pass twice in use, and compare.",
        "Entries are dropped at random in use as well. There all of them take part, and only the size changes.",
        {"if train_flg:": "if True:"},
    ),
    Misconception(
        "gradient-not-masked",
        _BACK_LOOK,
        "The gradient passes as it is. What was dropped had no part in the output, so its gradient is 0.",
        {_BACK: "dout"},
    ),
    Misconception(
        "gradient-scaled-for-masked",
        _BACK_LOOK,
        "The gradient is scaled as in use. It comes back through training, where entries were dropped and none was "
        "scaled.",
        {_BACK: "dout * (1 - self.dropout_ratio)"},
    ),
    Misconception(
        "gradient-scaled-too",
        _BACK_LOOK,
        "The gradient is masked and scaled. In this form the entries that were kept passed as they were, and so does "
        "their gradient.",
        {_BACK: "dout * self.mask / (1 - self.dropout_ratio)"},
    ),
    Misconception(
        "another-mask-on-the-way-back",
        "Which mask is used on the way back?",
        "A new mask is drawn on the way back. It has to be the one that the forward pass has used.",
        {_BACK: "dout * (np.random.rand(*dout.shape) > self.dropout_ratio)"},
    ),
    Misconception(
        "normal-numbers",
        "How are the random numbers distributed?",
        "The random numbers come from a normal distribution, half of them below 0. A share can only be cut off from "
        "numbers spread evenly between 0 and 1.",
        {"np.random.rand(": "np.random.randn("},
    ),
    Misconception(
        "one-entry-for-each-row",
        _LAYER_SHAPE_LOOK,
        "The mask has one entry for a whole row, as in the network above. This layer decides for each entry by itself.",
        {_SIDES: "np.random.rand(x.shape[0], 1)"},
    ),
    Misconception(
        "one-entry-for-each-column",
        _LAYER_SHAPE_LOOK,
        "The mask has one entry for a whole column. This layer decides for each entry by itself.",
        {_SIDES: "np.random.rand(1, x.shape[-1])"},
    ),
    Misconception(
        "two-axes-alone",
        _LAYER_SHAPE_LOOK,
        "The mask is always made with two axes. The layer has to take an array with any number of them.",
        {_SIDES: "np.random.rand(x.shape[0], x.shape[1])"},
    ),
    Misconception(
        "same-mask-each-time",
        "Let an array pass twice in training, and compare the masks.",
        "The mask is the same in every forward pass: either the seed is set in the layer, or the mask is drawn only "
        "once. Each pass in training draws a new one.",
        {"self.mask = np": "np.random.seed(1)\n            self.mask = np"},
    ),
    Misconception(
        "mask-not-kept",
        _REMEMBER_LOOK,
        _REMEMBER,
        {"self.mask = np": "mask = np", _TRAINED: "out = x * mask"},
    ),
    Misconception(
        "mask-without-self",
        _REMEMBER_LOOK,
        _REMEMBER,
        {"self.mask": "mask"},
    ),
)
