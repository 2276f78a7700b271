"""The graded functions of optimization as they are handed out unfilled.

Only the tokens matter: white space, comments and docstrings do not. A line that starts with ``@`` lists what a solution
region assigns.
"""

_GD = """
def update_parameters_with_gd(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in LAYERS:
        @parameters["W" + str(LAYER)]; parameters["b" + str(LAYER)]
    return parameters
"""

_MINI_BATCHES = """
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    np.random.seed(seed)
    m = X.shape[1]
    mini_batches = []
    permutation = list(np.random.permutation(m))
    shuffled_X = X[:, permutation]
    shuffled_Y = Y[:, permutation].reshape((1, m))
    num_complete_minibatches = math.floor(m / mini_batch_size)
    for k in range(0, num_complete_minibatches):
        @mini_batch_X; mini_batch_Y
        mini_batch = (mini_batch_X, mini_batch_Y)
        mini_batches.append(mini_batch)
    if m % mini_batch_size != 0:
        @mini_batch_X; mini_batch_Y
        mini_batch = (mini_batch_X, mini_batch_Y)
        mini_batches.append(mini_batch)
    return mini_batches
"""

_OUR_MINI_BATCHES = """
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    np.random.seed(seed)
    m = X.shape[1]
    mini_batches = []
    permutation = np.random.permutation(m)
    shuffled_X = X[:, permutation]
    shuffled_Y = Y[:, permutation]
    num_complete_minibatches = m // mini_batch_size
    for k in range(num_complete_minibatches):
        @mini_batch_X; mini_batch_Y
        mini_batches.append((mini_batch_X, mini_batch_Y))
    if m % mini_batch_size != 0:
        @mini_batch_X; mini_batch_Y
        mini_batches.append((mini_batch_X, mini_batch_Y))
    return mini_batches
"""

_VELOCITY = """
def initialize_velocity(parameters):
    L = len(parameters) // 2
    v = {}
    for l in LAYERS:
        @v["dW" + str(LAYER)]; v["db" + str(LAYER)]
    return v
"""

_MOMENTUM = """
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    L = len(parameters) // 2
    for l in LAYERS:
        @v["dW" + str(LAYER)]; v["db" + str(LAYER)]
        @parameters["W" + str(LAYER)]; parameters["b" + str(LAYER)]
    return parameters, v
"""

_ADAM_ZEROS = """
def initialize_adam(parameters):
    L = len(parameters) // 2
    v = {}
    s = {}
    for l in LAYERS:
        @v["dW" + str(LAYER)]; v["db" + str(LAYER)]
        @s["dW" + str(LAYER)]; s["db" + str(LAYER)]
    return v, s
"""

_ADAM = """
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    L = len(parameters) // 2
    v_corrected = {}
    s_corrected = {}
    for l in LAYERS:
        @v["dW" + str(LAYER)]; v["db" + str(LAYER)]
        @v_corrected["dW" + str(LAYER)]; v_corrected["db" + str(LAYER)]
        @s["dW" + str(LAYER)]; s["db" + str(LAYER)]
        @s_corrected["dW" + str(LAYER)]; s_corrected["db" + str(LAYER)]
        @parameters["W" + str(LAYER)]; parameters["b" + str(LAYER)]
    return parameters, v, s
"""

_DECAY = """
def update_lr(learning_rate0, epoch_num, decay_rate):
    @learning_rate
    return learning_rate
"""

_SCHEDULED_DECAY = """
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    @learning_rate
    return learning_rate
"""

# Layers are counted from 0 up to 2020, from 1 since 2021.
_COUNTS = (("range(L)", "l+1"), ("range(1, L + 1)", "l"))

# Up to 2020 each line of the solution has None on its right. Since 2021 the lines are comments, so nothing is left of
# them; some students take the comment sign away, and a line without a right-hand side, which does not parse, is left.
_RIGHT_HAND_SIDES = (" = None", " =", " = ...", None)


def _unfilled(*templates: str) -> tuple[str, ...]:
    stubs = (
        "\n".join(_lines(template.replace("LAYERS", layers).replace("LAYER", layer), right))
        for template in templates
        for layers, layer in _COUNTS
        for right in _RIGHT_HAND_SIDES
    )
    return tuple(dict.fromkeys(stubs))


def _lines(template: str, right: str | None) -> list[str]:
    lines = []
    for line in template.splitlines():
        indent, region, targets = line.partition("@")
        if not region:
            lines.append(line)
        elif right is not None:
            lines += [f"{indent}{target}{right}" for target in targets.split("; ")]
    return lines


GD = _unfilled(_GD)
MINI_BATCHES = _unfilled(
    _MINI_BATCHES,
    _MINI_BATCHES.replace("    num_complete", "    inc = mini_batch_size\n    num_complete"),  # since 2021
    _OUR_MINI_BATCHES,
)
VELOCITY = _unfilled(_VELOCITY)
MOMENTUM = _unfilled(_MOMENTUM)
ADAM_ZEROS = _unfilled(_ADAM_ZEROS)
ADAM = _unfilled(_ADAM, _ADAM.replace("return parameters, v, s", "return parameters, v, s, v_corrected, s_corrected"))
DECAY = _unfilled(_DECAY)
SCHEDULED_DECAY = _unfilled(_SCHEDULED_DECAY)
