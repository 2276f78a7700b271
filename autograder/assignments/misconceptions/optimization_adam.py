"""Known wrong ways to start and to use the two averages of Adam."""

from ...model import Misconception
from .optimization_layers import LAYERS

_W, _B = 'np.zeros(parameters["W" + str(l)].shape)', 'np.zeros(parameters["b" + str(l)].shape)'
_S_OF_W, _S_OF_B = f's["dW" + str(l)] = {_W}', f's["db" + str(l)] = {_B}'

ADAM_ZEROS = (
    Misconception(
        "one-dict-for-both",
        look="Change an entry of v and look at s.",
        hint="v and s share their arrays, so that whatever is written into one is written into the other. Each needs "
        "arrays of its own.",
        replace={"    s = {}": "    s = v"},
    ),
    Misconception(
        "biases-share-arrays",
        look="Change an entry of v and look at s, for weights and for biases.",
        hint="For the biases, v and s hold the same array, so that whatever is written into one is written into the "
        "other.",
        replace={_S_OF_B: 's["db" + str(l)] = v["db" + str(l)]'},
    ),
    Misconception(
        "s-left-empty",
        look="List the keys of s.",
        hint="Only v is filled; s stays empty.",
        replace={_S_OF_W: "pass", _S_OF_B: "pass"},
    ),
    Misconception(
        "s-without-biases",
        look="List the keys of s.",
        hint="s has nothing for the biases. Each parameter needs an average of its own, in v and in s.",
        replace={_S_OF_B: "pass"},
    ),
    Misconception(
        "s-of-ones",
        look="Ask yourself what the average of the squares is before there has been any gradient.",
        hint="s starts at one. It starts at zero like v; that nothing is divided by zero later is the task of epsilon.",
        replace={_S_OF_W: _S_OF_W.replace("zeros", "ones"), _S_OF_B: _S_OF_B.replace("zeros", "ones")},
    ),
    Misconception(
        "ones",
        look="Ask yourself what the averages are before there has been any gradient.",
        hint="Both averages start at one, where they should start at zero.",
        replace={"np.zeros": "np.ones"},
    ),
    Misconception(
        "s-of-squared-parameters",
        look="Ask yourself of what s is to be the average.",
        hint="s starts at the squares of the parameters. It is to be an average of squared gradients, and starts at "
        "zero.",
        replace={
            _S_OF_W: 's["dW" + str(l)] = parameters["W" + str(l)] ** 2',
            _S_OF_B: ('s["db" + str(l)] = parameters["b" + str(l)] ** 2'),
        },
    ),
    Misconception(
        "starts-at-the-parameters",
        look="Ask yourself what the averages are before there has been any gradient.",
        hint="Both averages start as copies of the parameters. Only their shapes matter here.",
        replace={_W: 'parameters["W" + str(l)].copy()', _B: 'parameters["b" + str(l)].copy()'},
    ),
    Misconception(
        "biases-shaped-like-weights",
        look="Compare the shape of each array with the shape of the parameter that it is for.",
        hint="The averages for the biases have the shape of the weights: a slip of copying.",
        replace={_B: _W},
    ),
    Misconception(
        "s-of-biases-shaped-like-weights",
        look="Compare the shape of each array in s with the shape of the parameter that it is for.",
        hint="In s the averages for the biases have the shape of the weights: a slip of copying.",
        replace={_S_OF_B: f's["db" + str(l)] = {_W}'},
    ),
    Misconception(
        "flat-biases",
        look="Compare the number of dimensions of a bias with that of its averages.",
        hint="The averages for the biases are flat, with one dimension. Like the biases, they should be columns.",
        replace={_B: 'np.zeros(len(parameters["b" + str(l)]))'},
    ),
    Misconception(
        "plain-numbers",
        look="Look at what kind of thing stands under each key.",
        hint="There is a single zero under each key, where an array of zeros in the shape of the parameter is due.",
        replace={_W: "0", _B: "0"},
    ),
    Misconception(
        "keys-of-the-parameters",
        look="List the keys of v and s and compare them with those of the gradients.",
        hint="The averages stand under the names of the parameters. They should stand under those of the gradients.",
        replace={'["dW"': '["W"', '["db"': '["b"'},
    ),
    *LAYERS,
)

_STEP_OF_W = 'learning_rate * v_corrected["dW" + str(l)]'
_STEP_OF_B = 'learning_rate * v_corrected["db" + str(l)]'
_ROOT_OF_W = 'np.sqrt(s_corrected["dW" + str(l)]) + epsilon'
_ROOT_OF_B = 'np.sqrt(s_corrected["db" + str(l)]) + epsilon'

ADAM = (
    Misconception(
        "epsilon-within-root",
        look="Look at where epsilon stands.",
        hint="Epsilon stands within the root. It belongs beside it.",
        replace={
            _ROOT_OF_W: 'np.sqrt(s_corrected["dW" + str(l)] + epsilon)',
            _ROOT_OF_B: 'np.sqrt(s_corrected["db" + str(l)] + epsilon)',
        },
    ),
    Misconception(
        "epsilon-left-out",
        look="Ask yourself what your step is where a gradient has been zero all along.",
        hint="Epsilon is left out of the denominator; it is there so that nothing is divided by zero.",
        replace={" + epsilon": ""},
    ),
    Misconception(
        "epsilon-subtracted",
        look="Look at the sign of epsilon.",
        hint="Epsilon is subtracted from the root, where it should be added.",
        replace={" + epsilon": " - epsilon"},
    ),
    Misconception(
        "root-left-out",
        look="Look at what the step is divided by.",
        hint="The step is divided by the average of the squares itself: its root is left out.",
        replace={"np.sqrt": ""},
    ),
    Misconception(
        "uncorrected",
        look="Look at which averages the step is made of.",
        hint="The step uses the averages as they are. Both have to be corrected for their start at zero.",
        replace={" / (1 - beta1**t)": "", " / (1 - beta2**t)": ""},
    ),
    Misconception(
        "v-uncorrected",
        look="Check for each of the two averages whether it is corrected for its start at zero.",
        hint="Only s is corrected for its start at zero; v needs that too.",
        replace={" / (1 - beta1**t)": ""},
    ),
    Misconception(
        "s-uncorrected",
        look="Check for each of the two averages whether it is corrected for its start at zero.",
        hint="Only v is corrected for its start at zero; s needs that too.",
        replace={" / (1 - beta2**t)": ""},
    ),
    Misconception(
        "correction-of-the-next-step",
        look="Look at the power in the corrections. The first step has the number 1.",
        hint="The corrections are those of the next step: their power is one too high. Steps count from 1 already.",
        replace={"**t)": "**(t + 1))"},
    ),
    Misconception(
        "correction-of-the-step-before",
        look="Look at the power in the corrections. The first step has the number 1.",
        hint="The corrections are those of the step before: their power is one too low, and the first step divides by "
        "zero.",
        replace={"**t)": "**(t - 1))"},
    ),
    Misconception(
        "product-for-power",
        look="Look at how the number of the step enters the corrections.",
        hint="Beta is multiplied by the number of the step, where it should be raised to that power.",
        replace={"**t)": " * t)"},
    ),
    Misconception(
        "power-of-the-difference",
        look="Look at what exactly is raised to the power in the corrections.",
        hint="One minus beta is raised to the power as a whole. Only beta should be.",
        replace={"(1 - beta1**t)": "(1 - beta1) ** t", "(1 - beta2**t)": "(1 - beta2) ** t"},
    ),
    Misconception(
        "power-left-out",
        look="Compare the corrections of the first step with those of a later one.",
        hint="The corrections are the same in every step: the number of the step does not enter them.",
        replace={"**t)": ")"},
    ),
    Misconception(
        "multiplied-by-correction",
        look="Ask yourself whether averages that start at zero are too small or too large, and what your correction "
        "does to them.",
        hint="The averages are multiplied by the correction, which makes them smaller still. They should be divided.",
        replace={"/ (1 - beta": "* (1 - beta"},
    ),
    Misconception(
        "beta1-in-both-corrections",
        look="Look at which beta belongs to which average.",
        hint="s is corrected with the beta of v. Each average is corrected with its own.",
        replace={"(1 - beta2**t)": "(1 - beta1**t)"},
    ),
    Misconception(
        "betas-swapped",
        look="Look at which beta belongs to which average.",
        hint="The two betas are swapped: the first is for v, the second for s.",
        replace={"    v_corrected = {}": "    beta1, beta2 = beta2, beta1\n    v_corrected = {}"},
    ),
    Misconception(
        "beta1-for-both",
        look="Look at which beta belongs to which average.",
        hint="The first beta is used for both averages. s has one of its own.",
        replace={"    v_corrected = {}": "    beta2 = beta1\n    v_corrected = {}"},
    ),
    Misconception(
        "corrected-kept",
        look="Look at what is given back for the next step.",
        hint="The corrected averages are given back. The next step goes on from the uncorrected ones.",
        replace={"    return parameters, v, s": "    return parameters, v_corrected, s_corrected"},
    ),
    Misconception(
        "gradient-not-squared",
        look="Ask yourself of what s is the average.",
        hint="s takes in the gradients themselves, which may be negative. It is the average of their squares.",
        replace={" ** 2": ""},
    ),
    Misconception(
        "velocity-squared",
        look="Ask yourself of what s is the average.",
        hint="s takes in the squares of the other average. It is the average of the squares of the gradients.",
        replace={
            'grads["dW" + str(l)] ** 2': 'v["dW" + str(l)] ** 2',
            'grads["db" + str(l)] ** 2': ('v["db" + str(l)] ** 2'),
        },
    ),
    Misconception(
        "share-squared-along",
        look="Look at what exactly is squared.",
        hint="The share of the gradient is squared along with it. Only the gradient should be.",
        replace={
            '(1 - beta2) * grads["dW" + str(l)] ** 2': '((1 - beta2) * grads["dW" + str(l)]) ** 2',
            '(1 - beta2) * grads["db" + str(l)] ** 2': '((1 - beta2) * grads["db" + str(l)]) ** 2',
        },
    ),
    Misconception(
        "v-takes-gradient-in-full",
        look="Look at how much of the gradient enters v.",
        hint="The whole gradient is added to v. In an average its share is what the old v leaves.",
        replace={"(1 - beta1) * ": ""},
    ),
    Misconception(
        "s-takes-square-in-full",
        look="Look at how much of the squared gradient enters s.",
        hint="The whole squared gradient is added to s. In an average its share is what the old s leaves.",
        replace={"(1 - beta2) * ": ""},
    ),
    Misconception(
        "v-forgets",
        look="Try averages that are not zero to begin with.",
        hint="The old v does not enter the new one: each step starts afresh.",
        replace={'beta1 * v["dW" + str(l)] + ': "", 'beta1 * v["db" + str(l)] + ': ""},
    ),
    Misconception(
        "s-forgets",
        look="Try averages that are not zero to begin with.",
        hint="The old s does not enter the new one: each step starts afresh.",
        replace={'beta2 * s["dW" + str(l)] + ': "", 'beta2 * s["db" + str(l)] + ': ""},
    ),
    Misconception(
        "gradient-for-velocity",
        look="Look at what stands in the numerator of the step.",
        hint="The plain gradient stands in the numerator, as in RMSprop. Adam moves with the corrected average.",
        replace={
            _STEP_OF_W: 'learning_rate * grads["dW" + str(l)]',
            _STEP_OF_B: 'learning_rate * grads["db" + str(l)]',
        },
    ),
    Misconception(
        "velocity-alone",
        look="Look at what the step is divided by.",
        hint="The step is momentum alone: it is never divided by the root of s.",
        replace={_ROOT_OF_W: "1", _ROOT_OF_B: "1"},
    ),
    Misconception(
        "rate-left-out",
        look="Look at the length of the step.",
        hint="The learning rate is left out, so that every step is about one long.",
        replace={"learning_rate * v_corrected": "v_corrected"},
    ),
    Misconception(
        "uphill",
        look="Think of the direction in which the gradient points, and of the one in which the cost falls.",
        hint="The parameters move along the average of the gradients: uphill.",
        replace={"- learning_rate": "+ learning_rate"},
    ),
    Misconception(
        "biases-stay",
        look="Compare the biases that go in with those that come out.",
        hint="The biases never change: they have averages of their own and take a step like the weights.",
        replace={f" - {_STEP_OF_B}": f" - 0 * {_STEP_OF_B}"},
    ),
    Misconception(
        "averages-swapped",
        look="Look at the order in which you give the averages back.",
        hint="v and s are given back in the wrong order.",
        replace={"return parameters, v, s": "return parameters, s, v"},
    ),
    *LAYERS,
)
