"""The graded functions of regularization as they are handed out unfilled.

Only the tokens matter: white space, comments and docstrings do not. A line that starts with ``@`` stands for the
solution region of that name.
"""

from collections.abc import Mapping

_COST = """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    W3 = parameters["W3"]
    cross_entropy_cost = compute_cost(A3, Y)
    @penalty
    cost = cross_entropy_cost + L2_regularization_cost
    return cost
"""

_GRADIENTS = """
    gradients = {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2, "db2": db2,
                 "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}
    return gradients
"""

_L2_BACKWARD = f"""
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    @dW3
    db3 = 1. / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    @dW2
    db2 = 1. / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    @dW1
    db1 = 1. / m * np.sum(dZ1, axis=1, keepdims=True)
{_GRADIENTS}"""

_DROPOUT_FORWARD = """
def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    np.random.seed(1)
    W1 = parameters["W1"]
    b1 = parameters["b1"]
    W2 = parameters["W2"]
    b2 = parameters["b2"]
    W3 = parameters["W3"]
    b3 = parameters["b3"]
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    @A1
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    @A2
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    cache = (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)
    return A3, cache
"""

_DROPOUT_BACKWARD = f"""
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    m = X.shape[1]
    (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dW3 = 1. / m * np.dot(dZ3, A2.T)
    db3 = 1. / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    @dA2
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1. / m * np.dot(dZ2, A1.T)
    db2 = 1. / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    @dA1
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1. / m * np.dot(dZ1, X.T)
    db1 = 1. / m * np.sum(dZ1, axis=1, keepdims=True)
{_GRADIENTS}"""

# What stands in the regions. Up to 2020 each line of the solution is one line with None. Since 2021 the lines are
# comments, so nothing is left of them; some students take the comment sign away, and a line without a right-hand side,
# which does not parse, is left. Ours give each name once.
_PENALTIES: tuple[Mapping[str, str], ...] = tuple(
    {"penalty": penalty} for penalty in ("L2_regularization_cost = None", "", "L2_regularization_cost =")
)
_DECAYS: tuple[Mapping[str, str], ...] = tuple(
    {
        "dW3": text.format("dW3", "dZ3", "A2"),
        "dW2": text.format("dW2", "dZ2", "A1"),
        "dW1": text.format("dW1", "dZ1", "X"),
    }
    for text in ("{} = 1. / m * np.dot({}, {}.T) + None", "{} = 1. / m * np.dot({}, {}.T) +", "{} = None", "{} =", "")
)
_MASKS: tuple[Mapping[str, str], ...] = tuple(
    {"A1": text.format(1), "A2": text.format(2)}
    for text in (
        "D{0} = None; D{0} = None; A{0} = None; A{0} = None",
        "D{0} =; D{0} =; A{0} =; A{0} =",
        "D{0} = None; A{0} = None",
        "",
    )
)
_REAPPLIED: tuple[Mapping[str, str], ...] = tuple(
    {"dA2": text.format("dA2"), "dA1": text.format("dA1")}
    for text in ("{0} = None; {0} = None", "{0} =; {0} =", "{0} = None", "")
)


def _filled(template: str, fillings: tuple[Mapping[str, str], ...]) -> tuple[str, ...]:
    stubs = []
    for filling in fillings:
        stub = template
        for region, lines in filling.items():
            stub = stub.replace(f"    @{region}\n", "".join(f"    {line}\n" for line in lines.split("; ") if line))
        stubs.append(stub)
    return tuple(stubs)


COST = _filled(_COST, _PENALTIES)
L2_BACKWARD = _filled(_L2_BACKWARD, _DECAYS)
DROPOUT_FORWARD = (
    *_filled(_DROPOUT_FORWARD, _MASKS),
    # A few notebooks leave the seed to the caller.
    *_filled(_DROPOUT_FORWARD.replace("    np.random.seed(1)\n", ""), _MASKS),
)
DROPOUT_BACKWARD = _filled(_DROPOUT_BACKWARD, _REAPPLIED)
