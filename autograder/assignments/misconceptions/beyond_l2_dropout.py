"""The known wrong ways to do part (b) of beyond L2: dropout in a network of two layers."""

from ...model import Misconception

# --- the forward pass -----------------------------------------------------------------------------------------------

_NUMBERS = "np.random.rand(a1.shape[0], 1)"
_KEEPS = "mask1 < keep_prob"
THRESHOLD_LOOK = "Which numbers between 0 and 1 make the mask keep a unit, and how often does that happen?"
_SCALE_LOOK = "Compare the mean size of the hidden layer before and after its dropout."
_SHAPE_LOOK = "Print the shape of the mask. How many entries should it have?"

FORWARD = (
    Misconception(
        "scale-forgotten",
        _SCALE_LOOK,
        "The units that are left are not scaled up, so the next layer gets less than it will in use.",
        {"    a1 = a1 / keep_prob\n": ""},
    ),
    Misconception(
        "scaled-twice",
        _SCALE_LOOK,
        "The units that are left are scaled up twice. Once makes up for those that are dropped.",
        {"a1 / keep_prob": "a1 / keep_prob ** 2"},
    ),
    Misconception(
        "scaled-down",
        _SCALE_LOOK,
        "The units that are left are scaled down. Fewer of them have to send on as much as all did, so each has to "
        "send more.",
        {"a1 / keep_prob": "a1 * keep_prob"},
    ),
    Misconception(
        "scaled-by-the-dropped-share",
        _SCALE_LOOK,
        "The scale is taken from the share that is dropped. What makes up for the loss is the share that is kept.",
        {"a1 / keep_prob": "a1 / (1 - keep_prob)"},
    ),
    Misconception(
        "mask-not-applied",
        "Which entries of the hidden layer are 0 afterwards?",
        "The mask is made but never applied: no unit is shut down.",
        {"    a1 = a1 * mask1\n": ""},
    ),
    Misconception(
        "result-not-used",
        "Which array goes on to the next layer?",
        "What is masked and scaled is kept under a name that nothing reads. The next layer still gets the whole "
        "hidden layer.",
        {"a1 = a1 * mask1": "dropped = a1 * mask1", "a1 = a1 / keep_prob": "dropped = dropped / keep_prob"},
    ),
    Misconception(
        "keeps-what-it-should-drop",
        THRESHOLD_LOOK,
        "The comparison is the wrong way round: the mask keeps the units that it should drop.",
        {_KEEPS: "mask1 > keep_prob"},
    ),
    Misconception(
        "dropped-share-for-kept-share",
        THRESHOLD_LOOK,
        "The mask keeps as large a share as it should drop. The parameter is the probability of keeping a unit.",
        {_KEEPS: "mask1 < 1 - keep_prob"},
    ),
    Misconception(
        "threshold-of-one-half",
        THRESHOLD_LOOK,
        "The threshold is always one half. It has to be the probability that the function is given.",
        {_KEEPS: "mask1 < 0.5"},
    ),
    Misconception(
        "threshold-of-the-default",
        THRESHOLD_LOOK,
        "The threshold is always the default, 0.7. It has to be the probability that the function is given.",
        {_KEEPS: "mask1 < 0.7"},
    ),
    Misconception(
        "no-threshold",
        "Which values does the mask have?",
        "The random numbers themselves are used as a mask, and shrink each unit by another share. A mask only says "
        "yes or no.",
        {f"    mask1 = {_KEEPS}\n": ""},
    ),
    Misconception(
        "mask-for-each-example",
        _SHAPE_LOOK,
        "There is a mask entry for each unit and each example. In this network a unit is dropped for all examples of "
        "the pass, or for none.",
        {_NUMBERS: "np.random.rand(*a1.shape)"},
    ),
    Misconception(
        "examples-dropped",
        _SHAPE_LOOK,
        "There is a mask entry for each example, so whole examples are dropped. It is units that are.",
        {_NUMBERS: "np.random.rand(1, a1.shape[1])"},
    ),
    Misconception(
        "flat-mask",
        _SHAPE_LOOK,
        "The mask has one axis only, and NumPy lays that along the examples. It has to be a column, with an entry "
        "for each unit.",
        {_NUMBERS: "np.random.rand(a1.shape[0])"},
    ),
    Misconception(
        "normal-numbers",
        "How are the random numbers distributed?",
        "The random numbers come from a normal distribution, half of them below 0. A share can only be cut off from "
        "numbers spread evenly between 0 and 1.",
        {"np.random.rand(": "np.random.randn("},
    ),
    Misconception(
        "seed-set-inside",
        "Call the function twice, and compare the masks.",
        "The function sets the seed, so the same units are dropped in every iteration. Whoever calls it sets the "
        "seed, if at all.",
        {"    z1 = ": "    np.random.seed(1)\n    z1 = "},
    ),
)

# --- the backward pass ----------------------------------------------------------------------------------------------

_SLOPE = "(1 - np.tanh(z1) ** 2)"
_PENALTY = "lambd / m *"
_SLOPE_LOOK = "Look at the step back through the tanh, and try it without dropout first."
_DROPOUT_LOOK = "Do the two steps of the forward dropout, mask and scale, come back in the same way?"
_PENALTY_LOOK = "Compare the gradients with and without a penalty."

BACKWARD = (
    Misconception(
        "mask-forgotten",
        _DROPOUT_LOOK,
        "The mask is not applied on the way back. Units that were shut down had no part in the answer, so they get "
        "no gradient from it.",
        {"    da1 = da1 * mask1\n": ""},
    ),
    Misconception(
        "scale-forgotten",
        _DROPOUT_LOOK,
        "The scale is missing on the way back. What was multiplied by a factor on the way forward has a gradient "
        "that is multiplied by it as well.",
        {"    da1 = da1 / keep_prob\n": ""},
    ),
    Misconception(
        "scaled-twice",
        _DROPOUT_LOOK,
        "The scale is applied twice on the way back. On the way forward it was applied once.",
        {"da1 / keep_prob": "da1 / keep_prob ** 2"},
    ),
    Misconception(
        "scaled-down",
        _DROPOUT_LOOK,
        "The gradient is scaled down, as if to undo the scale of the forward pass. It gets the same factor.",
        {"da1 / keep_prob": "da1 * keep_prob"},
    ),
    Misconception(
        "scaled-by-the-dropped-share",
        _DROPOUT_LOOK,
        "The scale is taken from the share that is dropped. On the way forward it was the share that is kept.",
        {"da1 / keep_prob": "da1 / (1 - keep_prob)"},
    ),
    Misconception(
        "mask-turned-round",
        _DROPOUT_LOOK,
        "The mask is turned round: the units that were shut down get the gradient, and those that worked get none.",
        {"da1 * mask1": "da1 * (1 - mask1)"},
    ),
    Misconception(
        "another-mask",
        "Which mask is used on the way back?",
        "A new mask is drawn on the way back. It has to be the one of the forward pass, which the cache has kept.",
        {"da1 * mask1": "da1 * (np.random.rand(*mask1.shape) < keep_prob)"},
    ),
    Misconception(
        "masked-gradient-not-used",
        "Is what you mask and scale the same that goes through the tanh?",
        "What is masked and scaled is not used: the plain product goes through the tanh, and dropout never reaches "
        "the first layer.",
        {"da1 * (1": "np.dot(w2.T, dz2) * (1"},
    ),
    Misconception(
        "slope-from-dropped-units",
        _SLOPE_LOOK,
        "The slope of the tanh is computed from the cached hidden layer, which is masked and scaled and no tanh any "
        "more. Go back to what stood before it.",
        {"np.tanh(z1) ** 2": "a1 ** 2"},
    ),
    Misconception(
        "slope-of-relu",
        _SLOPE_LOOK,
        "This is the slope of ReLU. The hidden units of this network are tanh.",
        {_SLOPE: "(z1 > 0)"},
    ),
    Misconception(
        "slope-of-sigmoid",
        _SLOPE_LOOK,
        "This is the slope of a sigmoid. The hidden units of this network are tanh.",
        {_SLOPE: "(a1 * (1 - a1))"},
    ),
    Misconception(
        "slope-left-out",
        _SLOPE_LOOK,
        "The slope of the tanh is left out, as if the hidden units were linear.",
        {f" * {_SLOPE}": ""},
    ),
    Misconception(
        "all-squared",
        _SLOPE_LOOK,
        "The square belongs to the tanh alone, not to the whole difference.",
        {_SLOPE: "(1 - np.tanh(z1)) ** 2"},
    ),
    Misconception(
        "tanh-left-out-of-slope",
        _SLOPE_LOOK,
        "The square is that of what goes into the tanh. It has to be that of what comes out of it.",
        {"np.tanh(z1) ** 2": "z1 ** 2"},
    ),
    Misconception(
        "penalty-left-out-of-dw1",
        _PENALTY_LOOK,
        "The penalty is missing in the first layer. It is on the weights of both layers.",
        {" + lambd / m * w1": ""},
    ),
    Misconception(
        "penalty-left-out-of-dw2",
        _PENALTY_LOOK,
        "The penalty is missing in the second layer. It is on the weights of both layers.",
        {" + lambd / m * w2": ""},
    ),
    Misconception(
        "penalty-halved",
        _PENALTY_LOOK,
        "The penalty's part is only half as large as it should be: the 2 in the cost cancels against the exponent "
        "when one takes the derivative.",
        {_PENALTY: "lambd / (2 * m) *"},
    ),
    Misconception(
        "penalty-not-divided-by-m",
        _PENALTY_LOOK,
        "The penalty's part is not divided by the number of examples, as all the rest is.",
        {_PENALTY: "lambd *"},
    ),
    Misconception(
        "penalty-subtracted",
        _PENALTY_LOOK,
        "The penalty's part has the wrong sign: it would make weights larger. The minus comes later, in the step of "
        "gradient descent.",
        {"+ lambd": "- lambd"},
    ),
    Misconception(
        "penalty-of-l1",
        _PENALTY_LOOK,
        "This is the gradient of the L1 penalty, which knows only signs. Here the penalty is L2, in proportion to "
        "the weights.",
        {"m * w1": "m * np.sign(w1)", "m * w2": "m * np.sign(w2)"},
    ),
    Misconception(
        "cost-for-its-gradient",
        _PENALTY_LOOK,
        "The penalty itself, a single number, is added to each entry. What belongs here is its derivative by each "
        "weight.",
        {"/ m * w1": "/ (2 * m) * np.sum(w1 ** 2)", "/ m * w2": "/ (2 * m) * np.sum(w2 ** 2)"},
    ),
    Misconception(
        "not-divided-by-m",
        "Does the size of a gradient grow with the number of examples?",
        "The sum over the examples is not divided by their number. The cost is a mean, and so is its gradient.",
        {".T) / m": ".T)"},
    ),
    Misconception(
        "whole-layer-for-dw2",
        "What did the second layer get as its input?",
        "The gradient of the second layer is computed from the whole hidden layer. Its input was what dropout had "
        "left of that.",
        {"a1.T": "np.tanh(z1).T"},
    ),
)
