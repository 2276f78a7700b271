"""Known wrong ways to shuffle examples and to cut them into mini-batches."""

from ...model import Misconception

_X = "mini_batch_X = shuffled_X[:, num_complete_minibatches * mini_batch_size :]"
_Y = "mini_batch_Y = shuffled_Y[:, num_complete_minibatches * mini_batch_size :]"
_LAST = "[:, num_complete_minibatches * mini_batch_size :]"
_WHOLE = "[:, k * mini_batch_size : (k + 1) * mini_batch_size]"
_ADD = "mini_batches.append((mini_batch_X, mini_batch_Y))"
_RETURN = "\n\n    return mini_batches"

MINI_BATCHES = (
    Misconception(
        "last-batch-dropped",
        look="Count the examples in all of your mini-batches together.",
        hint="What is left over after the full mini-batches is dropped. It makes one more, smaller mini-batch.",
        replace={"if m % mini_batch_size != 0:": "if False:"},
    ),
    Misconception(
        "last-batch-twice",
        look="Count your mini-batches.",
        hint="The last mini-batch is in the list twice.",
        replace={_RETURN: f"\n        {_ADD}{_RETURN}"},
    ),
    Misconception(
        "last-batch-from-the-front",
        look="Compare the examples of the last mini-batch with those of the first.",
        hint="The last mini-batch has the right size, but it is taken from the front, where the first mini-batch has "
        "been already. It should hold what is left over.",
        replace={_LAST: "[:, : m % mini_batch_size]"},
    ),
    Misconception(
        "last-batch-filled-up",
        look="Look at the size of the last mini-batch, and at the examples with which it begins.",
        hint="The last mini-batch is filled up to the full size with examples of the one before. It should hold only "
        "what is left over.",
        replace={_LAST: "[:, -mini_batch_size:]"},
    ),
    Misconception(
        "last-batch-begins-late",
        look="Look for the example that comes just behind the last full mini-batch.",
        hint="The last mini-batch begins one example too late: the first of those left over is lost.",
        replace={_LAST: "[:, num_complete_minibatches * mini_batch_size + 1 :]"},
    ),
    Misconception(
        "last-batch-ends-early",
        look="Look for the very last example of the shuffled ones.",
        hint="The last mini-batch ends one example too early: an end of minus one leaves the last example out.",
        replace={_LAST: "[:, num_complete_minibatches * mini_batch_size : -1]"},
    ),
    Misconception(
        "last-batch-unshuffled",
        look="Look at which arrays the last mini-batch is cut from.",
        hint="The last mini-batch is cut from the examples as they came in, not from the shuffled ones.",
        replace={_X: _X.replace("shuffled_", ""), _Y: _Y.replace("shuffled_", "")},
    ),
    Misconception(
        "last-batch-behind-one",
        look="Ask yourself how many examples the full mini-batches hold together, and where the rest begins.",
        hint="The last mini-batch begins behind the first full one, as if there were only that. It has to begin behind "
        "all of them.",
        replace={_LAST: "[:, mini_batch_size:]"},
    ),
    Misconception(
        "empty-last-batch",
        look="Try a data set that divides into mini-batches without a rest.",
        hint="Where nothing is left over, an empty mini-batch is added all the same.",
        replace={"if m % mini_batch_size != 0:": "if True:"},
    ),
    Misconception(
        "number-rounded-up",
        look="Count the full mini-batches where something is left over.",
        hint="The number of full mini-batches is rounded up, so that what is left over counts as a full one, and an "
        "empty mini-batch follows.",
        replace={"m // mini_batch_size": "-(-m // mini_batch_size)"},
    ),
    Misconception(
        "labels-stay",
        look="Pick one example and follow its label.",
        hint="The examples are shuffled, but their labels are not: most examples end up with the label of another.",
        replace={"Y[:, permutation]": "Y"},
    ),
    Misconception(
        "examples-stay",
        look="Pick one example and follow its label.",
        hint="The labels are shuffled, but the examples are not: most labels end up with another example.",
        replace={"X[:, permutation]": "X"},
    ),
    Misconception(
        "labels-shuffled-anew",
        look="Pick one example and follow its label.",
        hint="Examples and labels are shuffled in two different orders. One order has to serve for both.",
        replace={"Y[:, permutation]": "Y[:, np.random.permutation(m)]"},
    ),
    Misconception(
        "unshuffled",
        look="Compare the order of the examples before and after.",
        hint="Nothing is shuffled: the mini-batches hold the examples in the order in which they came.",
        replace={"X[:, permutation]": "X", "Y[:, permutation]": "Y"},
    ),
    Misconception(
        "full-batches-unshuffled",
        look="Look at which arrays the full mini-batches are cut from.",
        hint="The full mini-batches are cut from the examples as they came in, not from the shuffled ones.",
        replace={f"shuffled_X{_WHOLE}": f"X{_WHOLE}", f"shuffled_Y{_WHOLE}": f"Y{_WHOLE}"},
    ),
    Misconception(
        "drawn-with-replacement",
        look="Look for an example that is there twice.",
        hint="The examples are drawn with replacement: some come twice, others never. A shuffle has each of them once.",
        replace={"np.random.permutation(m)": "np.random.randint(0, m, m)"},
    ),
    Misconception(
        "seed-always-zero",
        look="Try two different seeds.",
        hint="The random numbers always start from 0, whatever seed the function is given.",
        replace={"np.random.seed(seed)": "np.random.seed(0)"},
    ),
    Misconception(
        "seed-left-out",
        look="Call the function twice with the same seed.",
        hint="The seed is not used: each call shuffles in another order.",
        replace={"np.random.seed(seed)": "pass"},
    ),
    Misconception(
        "size-always-64",
        look="Try another size of mini-batch than the usual one.",
        hint="The mini-batches always hold 64 examples, whatever size the function is given.",
        replace={"    np.random.seed(seed)": "    mini_batch_size = 64\n    np.random.seed(seed)"},
    ),
    Misconception(
        "one-step-apart",
        look="Compare the first two mini-batches: they should have no example in common.",
        hint="Each mini-batch begins one example behind the one before, so that they overlap. It should begin a whole "
        "mini-batch further on.",
        replace={_WHOLE: "[:, k : k + mini_batch_size]"},
    ),
    Misconception(
        "first-batch-always",
        look="Compare the first two mini-batches: they should have no example in common.",
        hint="Every full mini-batch holds the same examples: the first ones.",
        replace={_WHOLE: "[:, 0:mini_batch_size]"},
    ),
    Misconception(
        "end-stays",
        look="Look at where the second mini-batch ends.",
        hint="Where a mini-batch begins moves on, where it ends does not: all full ones but the first are empty.",
        replace={_WHOLE: "[:, k * mini_batch_size : mini_batch_size]"},
    ),
    Misconception(
        "one-example-short",
        look="Count the examples in a full mini-batch.",
        hint="Full mini-batches are one example short. The end of a slice is not part of it, so nothing is to be taken "
        "off.",
        replace={_WHOLE: "[:, k * mini_batch_size : (k + 1) * mini_batch_size - 1]"},
    ),
    Misconception(
        "one-example-over",
        look="Count the examples in a full mini-batch, and compare its last one with the first of the next.",
        hint="Full mini-batches have one example too many, which the next one has too. The end of a slice is not part "
        "of it.",
        replace={_WHOLE: "[:, k * mini_batch_size : (k + 1) * mini_batch_size + 1]"},
    ),
    Misconception(
        "second-batch-first",
        look="Look at which examples make the first mini-batch.",
        hint="The mini-batches are counted from one where they should be counted from zero: the first examples are in "
        "none of them.",
        replace={_WHOLE: "[:, (k + 1) * mini_batch_size : (k + 2) * mini_batch_size]"},
    ),
    Misconception(
        "one-batch-short",
        look="Count the full mini-batches.",
        hint="One full mini-batch is missing: the loop ends one too early.",
        replace={"range(num_complete_minibatches)": "range(num_complete_minibatches - 1)"},
    ),
    Misconception(
        "rows-cut",
        look="Remember along which axis the examples stand.",
        hint="The arrays are cut along their rows, which are the features. Each example is a column.",
        replace={_WHOLE: _WHOLE.replace("[:, ", "["), _LAST: _LAST.replace("[:, ", "[")},
    ),
    Misconception(
        "examples-for-labels",
        look="Compare the labels of a full mini-batch with its examples.",
        hint="The labels of the full mini-batches are cut from the examples: a slip of copying.",
        replace={f"mini_batch_Y = shuffled_Y{_WHOLE}": f"mini_batch_Y = shuffled_X{_WHOLE}"},
    ),
    Misconception(
        "labels-of-all",
        look="Compare how many examples and how many labels a full mini-batch has.",
        hint="Each full mini-batch has the labels of the whole data set. They have to be cut like the examples.",
        replace={f"mini_batch_Y = shuffled_Y{_WHOLE}": "mini_batch_Y = shuffled_Y"},
    ),
)
