"""The known wrong ways to do dropout, on the way forward and back."""

from ...model import Misconception

# --- forward --------------------------------------------------------------------------------------------------------

_RANDOM_LOOK = "Step 1: look at the random numbers that the masks are made from."
_MASK_LOOK = "Step 2: count how many entries of a large mask are kept."
_SHUT_LOOK = "Step 3: look at the activations that the mask does not keep."
_SCALE_LOOK = "Step 4: is the mean of the activations about what it was before dropout?"


def _forward(old: str, new: str) -> dict[str, str]:
    """Edit both hidden layers, where ``@`` stands for the layer."""
    return {old.replace("@", layer): new.replace("@", layer) for layer in "12"}


DROPOUT_FORWARD = (
    Misconception(
        "scale-left-out",
        _SCALE_LOOK,
        "The activations that are left are not scaled up, so the next layer gets less than it is used to. Both hidden "
        "layers need step 4.",
        _forward("    A@ = A@ / keep_prob\n", ""),
    ),
    Misconception(
        "scale-left-out-of-the-second-layer",
        _SCALE_LOOK,
        "The first hidden layer is scaled up and the second is not. Both need step 4.",
        {"    A2 = A2 / keep_prob\n": ""},
    ),
    Misconception(
        "scaled-down",
        _SCALE_LOOK,
        "The activations that are left are made smaller. They are to make up for those that are gone.",
        _forward("A@ / keep_prob", "A@ * keep_prob"),
    ),
    Misconception(
        "scaled-twice",
        _SCALE_LOOK,
        "The activations that are left are scaled up twice.",
        _forward("A@ / keep_prob", "A@ / keep_prob / keep_prob"),
    ),
    Misconception(
        "scaled-by-the-share-that-goes",
        _SCALE_LOOK,
        "The scale comes from the probability of dropping a unit. It is the share that stays that is to make up for "
        "the rest.",
        _forward("A@ / keep_prob", "A@ / (1 - keep_prob)"),
    ),
    Misconception(
        "scaled-by-the-share-that-stayed",
        _SCALE_LOOK,
        "The scale is the share that happens to be kept in this mask. It is the probability of keeping a unit, the "
        "same for every mask, and for the way back.",
        _forward("A@ / keep_prob", "A@ / np.mean(D@)"),
    ),
    Misconception(
        "mask-upside-down",
        _MASK_LOOK,
        "The mask keeps what it should drop: uniform numbers lie below the probability of keeping as often as that "
        "says, and above it only in the rest of the cases.",
        _forward("D@ < keep_prob", "D@ > keep_prob"),
    ),
    Misconception(
        "dropped-share-for-kept",
        _MASK_LOOK,
        "The threshold is the probability of dropping a unit, so that many are kept. It is to be the probability of "
        "keeping one.",
        _forward("D@ < keep_prob", "D@ < 1 - keep_prob"),
    ),
    Misconception(
        "threshold-of-a-half",
        _MASK_LOOK,
        "The threshold is a half, whatever the function is told. The probability of keeping a unit is a parameter.",
        _forward("D@ < keep_prob", "D@ < 0.5"),
    ),
    Misconception(
        "threshold-left-out",
        "Step 2: which values does a mask have?",
        "The random numbers serve as the mask as they are, so every activation is weakened and none is shut down. A "
        "mask keeps an entry or does not.",
        _forward("    D@ = D@ < keep_prob\n", ""),
    ),
    Misconception(
        "mask-not-applied",
        _SHUT_LOOK,
        "The masks are drawn and not used: no activation is shut down, and all are scaled up.",
        _forward("    A@ = A@ * D@\n", ""),
    ),
    Misconception(
        "mask-not-applied-in-the-second-layer",
        _SHUT_LOOK,
        "The second mask is drawn and not used. Both hidden layers need step 3.",
        {"    A2 = A2 * D2\n": ""},
    ),
    Misconception(
        "mask-on-the-wrong-array",
        _SHUT_LOOK,
        "The mask is put on Z, from which the activations have been computed already, so none of them is shut down.",
        _forward("A@ = A@ * D@", "Z@ = Z@ * D@"),
    ),
    Misconception(
        "mask-per-unit",
        _RANDOM_LOOK,
        "There is one random number per unit, which drops it for all examples at once. Each entry of the activations "
        "needs a number of its own.",
        _forward("rand(A@.shape[0], A@.shape[1])", "rand(A@.shape[0], 1)"),
    ),
    Misconception(
        "mask-per-example",
        _RANDOM_LOOK,
        "There is one random number per example, which drops all units of a layer at once. Each entry of the "
        "activations needs a number of its own.",
        _forward("rand(A@.shape[0], A@.shape[1])", "rand(1, A@.shape[1])"),
    ),
    Misconception(
        "normal-for-uniform",
        _RANDOM_LOOK,
        "The random numbers are normal ones, half of which are negative. The threshold makes sense for numbers that "
        "are uniform between 0 and 1; the two functions differ by one letter.",
        {"np.random.rand(": "np.random.randn("},
    ),
    Misconception(
        "shape-as-a-tuple",
        _RANDOM_LOOK,
        "The shape is handed over as a tuple. NumPy's zeros wants it that way, but rand wants rows and columns one by "
        "one.",
        _forward("rand(A@.shape[0], A@.shape[1])", "rand(A@.shape)"),
    ),
    Misconception(
        "seed-set-twice",
        "Compare the first entries of the two masks.",
        "The seed is set once more for the second mask, which then repeats the first one. It is set once, as it was "
        "handed out.",
        {"    D2 = np.random.rand(": "    np.random.seed(1)\n    D2 = np.random.rand("},
    ),
)

# --- backward -------------------------------------------------------------------------------------------------------

_BACK_MASK_LOOK = "Step 1: compare the entries that are 0 on the way forward with those that are 0 on the way back."
_BACK_SCALE_LOOK = "Step 2: what did the way forward multiply by? The way back has the same factor."

DROPOUT_BACKWARD = (
    Misconception(
        "mask-left-out",
        _BACK_MASK_LOOK,
        "The masks are not used. What was shut down on the way forward has no part in the cost, so its gradient is 0.",
        _forward("    dA@ = dA@ * D@\n", ""),
    ),
    Misconception(
        "scale-left-out",
        _BACK_SCALE_LOOK,
        "The gradients are not scaled up as the activations were. Both hidden layers need step 2.",
        _forward("    dA@ = dA@ / keep_prob\n", ""),
    ),
    Misconception(
        "first-layer-left-out",
        "There are two regions. Do both do both steps?",
        "Dropout is undone for the second hidden layer alone. The first one had a mask and a scale too.",
        {"    dA1 = dA1 * D1\n": "", "    dA1 = dA1 / keep_prob\n": ""},
    ),
    Misconception(
        "second-layer-left-out",
        "There are two regions. Do both do both steps?",
        "Dropout is undone for the first hidden layer alone. The second one had a mask and a scale too.",
        {"    dA2 = dA2 * D2\n": "", "    dA2 = dA2 / keep_prob\n": ""},
    ),
    Misconception(
        "scale-left-out-of-the-first-layer",
        _BACK_SCALE_LOOK,
        "The gradients of the second hidden layer are scaled up, and those of the first are not. Both need step 2.",
        {"    dA1 = dA1 / keep_prob\n": ""},
    ),
    Misconception(
        "scaled-down",
        _BACK_SCALE_LOOK,
        "The gradients are made smaller, as if the scale of the way forward were to be taken back. What multiplies an "
        "activation multiplies its gradient too.",
        _forward("dA@ / keep_prob", "dA@ * keep_prob"),
    ),
    Misconception(
        "scaled-twice",
        _BACK_SCALE_LOOK,
        "The gradients are scaled up twice.",
        _forward("dA@ / keep_prob", "dA@ / keep_prob / keep_prob"),
    ),
    Misconception(
        "scaled-by-the-share-that-goes",
        _BACK_SCALE_LOOK,
        "The scale comes from the probability of dropping a unit. It is that of keeping one, as on the way forward.",
        _forward("dA@ / keep_prob", "dA@ / (1 - keep_prob)"),
    ),
    Misconception(
        "scaled-by-the-share-that-stayed",
        _BACK_SCALE_LOOK,
        "The scale is the share that this mask happens to keep. On the way forward it was the probability of keeping a "
        "unit.",
        _forward("dA@ / keep_prob", "dA@ / np.mean(D@)"),
    ),
    Misconception(
        "scale-of-a-half",
        _BACK_SCALE_LOOK,
        "The scale is that of a probability of a half, whatever the function is told. The probability of keeping a "
        "unit is a parameter.",
        _forward("dA@ / keep_prob", "dA@ / 0.5"),
    ),
    Misconception(
        "mask-upside-down",
        _BACK_MASK_LOOK,
        "The masks are turned round: the gradients that are kept are those of the activations that were shut down.",
        _forward("dA@ * D@", "dA@ * (1 - D@)"),
    ),
    Misconception(
        "mask-drawn-anew",
        _BACK_MASK_LOOK,
        "New masks are drawn for the way back. Each activation that was shut down had its own entry in the mask: use "
        "the masks in the cache.",
        _forward("dA@ * D@", "dA@ * (np.random.rand(dA@.shape[0], dA@.shape[1]) < keep_prob)"),
    ),
    Misconception(
        "mask-guessed-from-activations",
        _BACK_MASK_LOOK,
        "The mask is guessed from which activations are above 0. Those that RELU silences are 0 as well, though "
        "dropout kept them: use the masks in the cache.",
        _forward("dA@ * D@", "dA@ * (A@ > 0)"),
    ),
    Misconception(
        "dropout-behind-relu",
        "In which order did the way forward do RELU and dropout?",
        "Mask and scale are put on dZ, behind the step back through RELU. That gives the right dW and db, but dA is "
        "to have them already: dropout came last on the way forward, so it is first here.",
        _forward("    dA@ = dA@ * D@\n", "")
        | _forward("    dA@ = dA@ / keep_prob\n", "")
        | _forward("np.int64(A@ > 0))", "np.int64(A@ > 0)) * D@ / keep_prob"),
    ),
)
