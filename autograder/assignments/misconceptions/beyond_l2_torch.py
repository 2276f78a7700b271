"""The known wrong ways to do part (c) of beyond L2: penalties and losses in PyTorch."""

from ...model import Misconception

# --- penalties ------------------------------------------------------------------------------------------------------

_ALL = "in net.parameters()"
_ADDED_LOOK = "How does each parameter tensor come to a single number?"
_GRADIENT_LOOK = "Let PyTorch go back from the result, and look at the gradients of the parameters."
_CUT_OFF_HINT = (
    "The value is right, but it no longer knows which parameters it came from, so they get no gradient. Numbers, NumPy "
    "arrays, and tensors that are detached or computed without gradients have forgotten that."
)

_BIASES_SPARED = Misconception(
    "biases-spared",
    "Which of the parameters are punished?",
    "The biases are left out. In this part the penalty is on all parameters, unlike that of the NumPy exercises.",
    {_ALL: "in [each for name, each in net.named_parameters() if 'weight' in name]"},
)
_LAST_TENSOR = Misconception(
    "last-tensor-alone",
    "What becomes of the figure of one tensor when the loop comes to the next?",
    "Each tensor's figure takes the place of the one before it, so that only the last is left. They have to add up.",
    {_ALL: "in list(net.parameters())[-1:]"},
)
_FOUR_TENSORS = Misconception(
    "two-layers-alone",
    "Try a network with more layers.",
    "Only the first two layers are punished. The function is for a network with any number of them.",
    {_ALL: "in list(net.parameters())[:4]"},
)
_NEW_TENSOR = Misconception(
    "wrapped-anew",
    _GRADIENT_LOOK,
    "The value is put into a new tensor. That asks for a gradient of its own, but the way back to the parameters is "
    "cut.",
    {"return penalty": "return torch.tensor(penalty.item(), requires_grad=True)"},
)
_HALVED = Misconception(
    "halved",
    "Is there a factor in front of the sum?",
    "The sum is halved. In this part the penalty has no factor of its own; the strength comes later.",
    {"return penalty": "return penalty / 2"},
)

L1_PENALTY = (
    _BIASES_SPARED,
    _LAST_TENSOR,
    _FOUR_TENSORS,
    Misconception(
        "squares-for-absolute-values",
        _ADDED_LOOK,
        "The parameters are squared. That is the L2 penalty; L1 takes absolute values.",
        {"p.abs()": "(p ** 2)"},
    ),
    Misconception(
        "no-absolute-values",
        _ADDED_LOOK,
        "The parameters are added up as they are, so that positive and negative ones cancel.",
        {"p.abs().sum()": "p.sum()"},
    ),
    Misconception(
        "absolute-value-of-the-sum",
        _ADDED_LOOK,
        "The absolute value is that of a whole tensor's sum. By then positive and negative parameters have "
        "cancelled: first drop the sign of each, then add up.",
        {"p.abs().sum()": "p.sum().abs()"},
    ),
    Misconception(
        "mean-for-sum",
        _ADDED_LOOK,
        "The parameters of a tensor are averaged. The penalty adds them up.",
        {".sum()": ".mean()"},
    ),
    Misconception(
        "root-of-squares",
        _ADDED_LOOK,
        "This is the root of the sum of squares, PyTorch's usual norm. L1 adds up absolute values.",
        {"p.abs().sum()": "p.norm()"},
    ),
    Misconception(
        "largest-column",
        _ADDED_LOOK,
        "The norm of order 1 is, for a matrix, the largest sum of a column, not the sum over all entries.",
        {"p.abs().sum()": "torch.linalg.norm(p, 1)"},
    ),
    Misconception(
        "cut-off-from-the-parameters", _GRADIENT_LOOK, _CUT_OFF_HINT, {"p.abs().sum()": "p.abs().sum().item()"}
    ),
    _NEW_TENSOR,
    _HALVED,
)

L2_PENALTY = (
    _BIASES_SPARED,
    _LAST_TENSOR,
    _FOUR_TENSORS,
    Misconception(
        "absolute-values-for-squares",
        _ADDED_LOOK,
        "The parameters lose their signs, but they are not squared. That is the L1 penalty.",
        {"(p ** 2)": "p.abs()"},
    ),
    Misconception(
        "doubled-for-squared",
        _ADDED_LOOK,
        "The parameters are doubled. They have to be squared, which also makes all of them positive.",
        {"p ** 2": "p * 2"},
    ),
    Misconception(
        "square-of-the-sum",
        _ADDED_LOOK,
        "The square is that of a whole tensor's sum. First square each parameter, then add up.",
        {"(p ** 2).sum()": "p.sum() ** 2"},
    ),
    Misconception(
        "mean-for-sum",
        _ADDED_LOOK,
        "The squares of a tensor are averaged. The penalty adds them up.",
        {".sum()": ".mean()"},
    ),
    Misconception(
        "norms-added-up",
        _ADDED_LOOK,
        "What is added up are the norms of the tensors, each of them a root. The penalty adds up the squares "
        "themselves.",
        {"(p ** 2).sum()": "p.norm()"},
    ),
    Misconception(
        "root-of-the-sum",
        "What is done to the sum in the end?",
        "The root of the sum is taken. That is a norm; the penalty is its square.",
        {"return penalty": "return penalty ** 0.5"},
    ),
    Misconception(
        "cut-off-from-the-parameters", _GRADIENT_LOOK, _CUT_OFF_HINT, {"(p ** 2).sum()": "(p ** 2).sum().item()"}
    ),
    _NEW_TENSOR,
    _HALVED,
)

# --- the loss -------------------------------------------------------------------------------------------------------

_CRITERION = "criterion(outputs, labels)"
_FACTOR = "strength * "
_KIND_LOOK = "Compare the results for the three kinds."
_FACTOR_LOOK = "Compare the loss with a penalty and the loss without: by how much do they differ?"
_MEASURE_LOOK = "Compare the loss without any penalty with what the criterion says."

LOSS = (
    Misconception(
        "kinds-exchanged",
        _KIND_LOOK,
        "The two penalties have changed places: each kind gets the other's.",
        {"l1_penalty": "absolute_penalty", "l2_penalty": "l1_penalty", "absolute_penalty": "l2_penalty"},
    ),
    Misconception(
        "l2-for-everything-else",
        _KIND_LOOK,
        "Whatever is not L1 gets the L2 penalty. There is a third kind, which gets none.",
        {'elif kind == "l2":': "else:"},
    ),
    Misconception(
        "kind-ignored",
        _KIND_LOOK,
        "Both penalties are added, whatever the kind.",
        {'elif kind == "l2":': "if True:", 'if kind == "l1":': "if True:"},
    ),
    Misconception(
        "kinds-spelt-otherwise",
        _KIND_LOOK,
        "No penalty is ever added: the kinds are spelt in small letters, and it is other spellings that are looked "
        "for.",
        {'"l1"': '"L1"', '"l2"': '"L2"'},
    ),
    Misconception(
        "strength-left-out",
        _FACTOR_LOOK,
        "The penalty is added whole. It has to be multiplied by its strength.",
        {_FACTOR: ""},
    ),
    Misconception(
        "strength-of-the-text",
        _FACTOR_LOOK,
        "The strength is always 0.01, the number of the text. It has to be the one that the function is given.",
        {_FACTOR: "0.01 * "},
    ),
    Misconception(
        "l2-halved",
        _FACTOR_LOOK,
        "The L2 penalty is halved, as in the NumPy exercises. Here its factor is the strength itself.",
        {"strength * l2": "strength / 2 * l2"},
    ),
    Misconception(
        "strength-of-the-numpy-exercises",
        _FACTOR_LOOK,
        "The strength is divided by twice the number of examples, as in the NumPy exercises. Here it is the whole "
        "factor.",
        {_FACTOR: "strength / (2 * len(labels)) * "},
    ),
    Misconception(
        "strength-on-the-whole",
        _FACTOR_LOOK,
        "The strength multiplies the whole loss. It belongs to the penalty alone.",
        {"loss + strength * l1_penalty(net)": "strength * (loss + l1_penalty(net))"}
        | {"loss + strength * l2_penalty(net)": "strength * (loss + l2_penalty(net))"},
    ),
    Misconception(
        "penalty-subtracted",
        _FACTOR_LOOK,
        "The penalty is subtracted: large parameters would be rewarded.",
        {"loss + strength": "loss - strength"},
    ),
    Misconception(
        "penalty-alone",
        "What becomes of the criterion's loss when there is a penalty?",
        "The penalty takes the place of the criterion's loss. It has to be added to that.",
        {"loss + strength": "strength"},
    ),
    Misconception(
        "penalty-without-gradient",
        "Compare the gradients of the parameters with a penalty and without.",
        "The value is right, but the penalty does not reach the gradients: it was made a plain number, or computed "
        "without gradients.",
        {"l1_penalty(net)": "l1_penalty(net).item()", "l2_penalty(net)": "l2_penalty(net).item()"},
    ),
    Misconception(
        "loss-without-gradient",
        "Can a training go back from what the function gives?",
        "The value is right, but it comes back as a plain number, or detached. A training has to go back from it to "
        "the parameters.",
        {"return loss": "return loss.item()"},
    ),
    Misconception(
        "averaged-twice",
        _MEASURE_LOOK,
        "The criterion's loss is divided by the number of examples. The criterion has taken the mean already.",
        {_CRITERION: f"{_CRITERION} / len(labels)"},
    ),
    Misconception(
        "criterion-ignored",
        "Try a criterion of another sort.",
        "The cross-entropy is always taken, whatever criterion is given.",
        {_CRITERION: "torch.nn.functional.cross_entropy(outputs, labels)"},
    ),
    Misconception(
        "labels-before-outputs",
        "In which order does the criterion take what it compares?",
        "The criterion is given the labels first. It takes what the network answers, then what is right; with a mean "
        "of squares the order makes no difference, with cross-entropy it does.",
        {_CRITERION: "criterion(labels, outputs)"},
    ),
    Misconception(
        "carried-over",
        "Call the function for two batches, one after the other.",
        "Something is carried over from the call before, so the second loss holds the first as well. Each call "
        "computes its loss anew.",
        # Kept with the network, so that it does not depend on the cases before.
        {
            "return loss": 'net.carried = getattr(net, "carried", 0.0) + loss.item()\n'
            "    return loss - loss.item() + net.carried"
        },
    ),
)
