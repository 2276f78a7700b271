"""Known wrong ways to start and to use the velocity of momentum."""

from ...model import Misconception
from .optimization_layers import LAYERS

_W, _B = 'np.zeros(parameters["W" + str(l)].shape)', 'np.zeros(parameters["b" + str(l)].shape)'

VELOCITY = (
    Misconception(
        "biases-shaped-like-weights",
        look="Compare the shape of each array in v with the shape of the parameter that it is for.",
        hint="The velocities of the biases have the shape of the weights: a slip of copying.",
        replace={_B: _W},
    ),
    Misconception(
        "weights-transposed",
        look="Compare the shape of each array in v with the shape of the parameter that it is for.",
        hint="The velocities of the weights have rows and columns the wrong way round.",
        replace={_W: 'np.zeros(parameters["W" + str(l)].T.shape)'},
    ),
    Misconception(
        "flat-biases",
        look="Compare the number of dimensions of a bias with that of its velocity.",
        hint="The velocities of the biases are flat, with one dimension. Like the biases, they should be columns.",
        replace={_B: 'np.zeros(len(parameters["b" + str(l)]))'},
    ),
    Misconception(
        "plain-numbers",
        look="Look at what kind of thing stands under each key of v.",
        hint="There is a single zero under each key, where an array of zeros in the shape of the parameter is due.",
        replace={_W: "0", _B: "0"},
    ),
    Misconception(
        "biases-left-out",
        look="List the keys of v.",
        hint="The biases have no velocity. Each parameter needs one.",
        replace={'v["db" + str(l)] = ': "db = "},
    ),
    Misconception(
        "keys-of-the-parameters",
        look="List the keys of v and compare them with those of the gradients.",
        hint="The velocities stand under the names of the parameters. They should stand under those of the gradients.",
        replace={'v["dW"': 'v["W"', 'v["db"': 'v["b"'},
    ),
    Misconception(
        "layers-from-zero",
        look="List the keys of v: which number does the first layer have?",
        hint="The keys count the layers from zero, where those of the gradients count from one.",
        replace={'v["dW" + str(l)]': 'v["dW" + str(l - 1)]', 'v["db" + str(l)]': 'v["db" + str(l - 1)]'},
    ),
    Misconception(
        "ones",
        look="Ask yourself how fast the parameters move before the first step.",
        hint="The velocity starts at one. Before the first step nothing moves.",
        replace={"np.zeros": "np.ones"},
    ),
    Misconception(
        "random-start",
        look="Ask yourself how fast the parameters move before the first step.",
        hint="The velocity starts from random numbers, as weights do. Before the first step nothing moves.",
        replace={
            _W: 'np.random.randn(*parameters["W" + str(l)].shape) * 0.01',
            _B: 'np.random.randn(*parameters["b" + str(l)].shape) * 0.01',
        },
    ),
    Misconception(
        "starts-at-the-parameters",
        look="Ask yourself how fast the parameters move before the first step.",
        hint="The velocity starts as a copy of the parameters. Only their shapes matter here.",
        replace={_W: 'parameters["W" + str(l)].copy()', _B: 'parameters["b" + str(l)].copy()'},
    ),
    *LAYERS,
)

_NEW_W = 'v["dW" + str(l)] = beta * v["dW" + str(l)] + (1 - beta) * grads["dW" + str(l)]'
_NEW_B = 'v["db" + str(l)] = beta * v["db" + str(l)] + (1 - beta) * grads["db" + str(l)]'

MOMENTUM = (
    Misconception(
        "gradient-in-full",
        look="Look at how much of the gradient enters the velocity.",
        hint="The whole gradient is added to the velocity. In an average its share is what the old velocity leaves.",
        replace={"(1 - beta) * ": ""},
    ),
    Misconception(
        "shares-swapped",
        look="Ask yourself which of the two shares is the large one when beta is near one.",
        hint="The shares are swapped: beta is how much of the old velocity is kept, not how much of the gradient comes "
        "in.",
        replace={"= beta * v": "= (1 - beta) * v", "+ (1 - beta) * grads": "+ beta * grads"},
    ),
    Misconception(
        "beta-for-both",
        look="The two shares of an average come to one together. Check yours.",
        hint="Old velocity and gradient are both multiplied by beta. What one gets, the other should not.",
        replace={"+ (1 - beta) *": "+ beta *"},
    ),
    Misconception(
        "velocity-against-gradient",
        look="Look at the signs in the new velocity.",
        hint="The gradient is subtracted from the velocity, and the velocity from the parameters: that is uphill.",
        replace={"+ (1 - beta)": "- (1 - beta)"},
    ),
    Misconception(
        "old-velocity-forgotten",
        look="Try a velocity that is not zero to begin with.",
        hint="The old velocity does not enter the new one, so that there is no momentum: each step starts afresh.",
        replace={'beta * v["dW" + str(l)] + ': "", 'beta * v["db" + str(l)] + ': ""},
    ),
    Misconception(
        "old-velocity-in-full",
        look="Look at how much of the old velocity is kept.",
        hint="The old velocity is kept in full and piles up from step to step. Only a share of it should be kept.",
        replace={"= beta * v": "= v"},
    ),
    Misconception(
        "gradient-step",
        look="Look at what the parameters are moved with.",
        hint="The velocity is worked out, but the parameters are moved with the plain gradient.",
        replace={'learning_rate * v["d': 'learning_rate * grads["d'},
    ),
    Misconception(
        "biases-without-momentum",
        look="Compare how the weights are moved with how the biases are.",
        hint="The weights move with their velocity, but the biases with the plain gradient.",
        replace={'learning_rate * v["db"': 'learning_rate * grads["db"'},
    ),
    Misconception(
        "old-velocity-step",
        look="Mind the order: what comes first, the new velocity or the step?",
        hint="The parameters are moved with the velocity of the step before. The new one has to be worked out first.",
        replace={
            "    for l in": "    old = dict(v)\n    for l in",
            "learning_rate * v[": "learning_rate * old[",
        },
    ),
    Misconception(
        "velocity-not-kept",
        look="Compare the velocity that goes in with the one that comes out.",
        hint="The step is right, but the new velocity is not put back: the next step would start from the old one.",
        replace={
            'v["dW" + str(l)] = beta': "dW = beta",
            'v["db" + str(l)] = beta': "db = beta",
            'learning_rate * v["dW" + str(l)]': "learning_rate * dW",
            'learning_rate * v["db" + str(l)]': "learning_rate * db",
        },
    ),
    Misconception(
        "looks-ahead",
        look="Count how often the gradient enters the step.",
        hint="The parameters are moved with what the velocity would be one step further on, as in Nesterov's momentum. "
        "The text asks for the plain kind.",
        replace={
            'learning_rate * v["dW" + str(l)]': (
                'learning_rate * (beta * v["dW" + str(l)] + (1 - beta) * grads["dW" + str(l)])'
            ),
            'learning_rate * v["db" + str(l)]': (
                'learning_rate * (beta * v["db" + str(l)] + (1 - beta) * grads["db" + str(l)])'
            ),
        },
    ),
    Misconception(
        "rate-within-velocity",
        look="Look at where the learning rate enters.",
        hint="The learning rate stands in the velocity instead of the gradient's share. Other books write momentum so; "
        "here the velocity is an average of gradients, and the rate scales the step.",
        replace={"(1 - beta) *": "learning_rate *", "- learning_rate * v": "- v"},
    ),
    Misconception(
        "rate-left-out",
        look="Look at the length of the step.",
        hint="The whole velocity is subtracted: the learning rate is left out.",
        replace={"learning_rate * v": "v"},
    ),
    Misconception(
        "uphill",
        look="Think of the direction in which the gradient points, and of the one in which the cost falls.",
        hint="The parameters move along the velocity, which is an average of gradients: uphill.",
        replace={"- learning_rate": "+ learning_rate"},
    ),
    Misconception(
        "biases-stay",
        look="Compare the biases that go in with those that come out.",
        hint="The biases never change: they have a velocity of their own and take a step like the weights.",
        replace={' - learning_rate * v["db" + str(l)]': ""},
    ),
    Misconception(
        "step-for-parameters",
        look="What you give back should lie close to what went in.",
        hint="The parameters are replaced by the step itself. It has to start from where they were.",
        replace={'= parameters["W" + str(l)] -': "= -", '= parameters["b" + str(l)] -': "= -"},
    ),
    Misconception(
        "biases-keep-their-velocity",
        look="Compare how the velocity of the weights is made with how that of the biases is.",
        hint="The velocity of the biases is never brought up to date: their gradients do not enter it.",
        replace={_NEW_B: "pass"},
    ),
    Misconception(
        "weights-keep-their-velocity",
        look="Compare how the velocity of the biases is made with how that of the weights is.",
        hint="The velocity of the weights is never brought up to date: their gradients do not enter it.",
        replace={_NEW_W: "pass"},
    ),
    *LAYERS,
)
