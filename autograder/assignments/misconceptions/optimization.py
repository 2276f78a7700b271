"""Known wrong ways to take a step of gradient descent and to let a learning rate decay."""

from ...model import Misconception
from .optimization_layers import LAYERS

GD = (
    Misconception(
        "uphill",
        look="Think of the direction in which the gradient points, and of the one in which the cost falls.",
        hint="The parameters move along the gradient, which is uphill. The step has to be taken against it.",
        replace={"- learning_rate": "+ learning_rate"},
    ),
    Misconception(
        "biases-uphill",
        look="Compare the two lines of the loop sign by sign.",
        hint="The weights go downhill, but the biases are moved along their gradient instead of against it.",
        replace={'- learning_rate * grads["db"': '+ learning_rate * grads["db"'},
    ),
    Misconception(
        "rate-left-out",
        look="Look at the length of the step.",
        hint="The whole gradient is subtracted: the learning rate, which says how much of it to take, is left out.",
        replace={"learning_rate * grads": "grads"},
    ),
    Misconception(
        "biases-without-rate",
        look="Compare the length of the step of the weights with that of the biases.",
        hint="The learning rate scales the step of the weights alone; the biases take the whole gradient.",
        replace={'learning_rate * grads["db"': 'grads["db"'},
    ),
    Misconception(
        "divided-by-rate",
        look="Ask yourself what a smaller learning rate should do to the step, and what it does in your code.",
        hint="The gradient is divided by the learning rate, so that a smaller rate makes a longer step.",
        replace={
            'learning_rate * grads["dW" + str(l)]': 'grads["dW" + str(l)] / learning_rate',
            'learning_rate * grads["db" + str(l)]': 'grads["db" + str(l)] / learning_rate',
        },
    ),
    Misconception(
        "biases-stay",
        look="Compare the biases that go in with those that come out.",
        hint="The biases never change: they have gradients of their own and take a step like the weights.",
        replace={' - learning_rate * grads["db" + str(l)]': ""},
    ),
    Misconception(
        "weights-stay",
        look="Compare the weights that go in with those that come out.",
        hint="The weights never change: only the biases take a step.",
        replace={' - learning_rate * grads["dW" + str(l)]': ""},
    ),
    Misconception(
        "step-for-parameters",
        look="What you give back should lie close to what went in.",
        hint="The parameters are replaced by the step itself. It has to start from where they were.",
        replace={'= parameters["W" + str(l)] -': "= -", '= parameters["b" + str(l)] -': "= -"},
    ),
    Misconception(
        "product-for-difference",
        look="Read the operators of the update one after the other.",
        hint="The parameters are multiplied with the step, where the step is to be subtracted from them.",
        replace={" - learning_rate *": " * learning_rate *"},
    ),
    Misconception(
        "gradient-minus-parameters",
        look="Read the order of the difference: what is taken away from what?",
        hint="The difference is the wrong way round: the parameters are taken away from the step.",
        replace={
            'parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]': (
                'learning_rate * grads["dW" + str(l)] - parameters["W" + str(l)]'
            ),
            'parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]': (
                'learning_rate * grads["db" + str(l)] - parameters["b" + str(l)]'
            ),
        },
    ),
    Misconception(
        "step-not-kept",
        look="Follow the result of your update: where does it go, and what is returned?",
        hint="The new values are worked out but not put back into the parameters, which are returned unchanged.",
        replace={'parameters["W" + str(l)] = ': "W = ", 'parameters["b" + str(l)] = ': "b = "},
    ),
    Misconception(
        "sign-of-the-gradient",
        look="Compare steps where the gradient is large with steps where it is small.",
        hint="Only the sign of the gradient is used, so that every step has the same length. Its size matters too.",
        replace={
            'grads["dW" + str(l)]': 'np.sign(grads["dW" + str(l)])',
            'grads["db" + str(l)]': 'np.sign(grads["db" + str(l)])',
        },
    ),
    *LAYERS,
)

DECAY = (
    Misconception(
        "epoch-left-out",
        look="Compare the learning rates of two epochs.",
        hint="The learning rate is the same in every epoch but the first: the number of the epoch is left out.",
        replace={"decay_rate * epoch_num": "decay_rate"},
    ),
    Misconception(
        "decay-rate-left-out",
        look="Compare two decay rates in the same epoch.",
        hint="How fast the learning rate falls does not depend on the decay rate: it is left out.",
        replace={"decay_rate * epoch_num": "epoch_num"},
    ),
    Misconception(
        "start-left-out",
        look="Work out by hand what the learning rate is in epoch 0.",
        hint="Every decay starts from one: the learning rate of epoch 0 is left out.",
        replace={"learning_rate0 /": "1 /"},
    ),
    Misconception(
        "one-left-out",
        look="Work out by hand what the learning rate is in epoch 0.",
        hint="The one in the denominator is missing, so that epoch 0 divides by zero.",
        replace={"1 + decay_rate": "decay_rate"},
    ),
    Misconception(
        "brackets-left-out",
        look="Mind which of division and addition comes first.",
        hint="Without brackets only the one is divided by, and the rest is added: the rate grows with the epochs.",
        replace={"(1 + decay_rate * epoch_num)": "1 + decay_rate * epoch_num"},
    ),
    Misconception(
        "grows",
        look="Ask yourself whether the learning rate should grow or fall from epoch to epoch, and what yours does.",
        hint="The learning rate is multiplied by what it should be divided by, so that it grows.",
        replace={"learning_rate0 /": "learning_rate0 *"},
    ),
    Misconception(
        "minus-for-plus",
        look="Look at the sign in the denominator.",
        hint="The denominator falls from epoch to epoch and turns negative: there is a minus where a plus belongs.",
        replace={"1 + decay_rate": "1 - decay_rate"},
    ),
    Misconception(
        "linear",
        look="Ask yourself what your learning rate is after very many epochs.",
        hint="The same amount is taken away in each epoch, so that the rate falls below zero in the end. It should be "
        "divided by something that grows.",
        replace={"/ (1 + decay_rate * epoch_num)": "* (1 - decay_rate * epoch_num)"},
    ),
    Misconception(
        "power-of-the-decay-rate",
        look="There are several kinds of decay: compare yours with the formula in the text.",
        hint="This is exponential decay, with the decay rate as its base. The text asks for another kind.",
        replace={"/ (1 + decay_rate * epoch_num)": "* decay_rate**epoch_num"},
    ),
    Misconception(
        "exponential",
        look="There are several kinds of decay: compare yours with the formula in the text.",
        hint="This is exponential decay, with e as its base. The text asks for another kind.",
        replace={"/ (1 + decay_rate * epoch_num)": "* np.exp(-decay_rate * epoch_num)"},
    ),
    Misconception(
        "compound",
        look="Look at how the number of the epoch enters your denominator.",
        hint="The decay is compounded: the number of the epoch stands as a power, where it should be a factor.",
        replace={"1 + decay_rate * epoch_num": "(1 + decay_rate) ** epoch_num"},
    ),
    Misconception(
        "sum-for-product",
        look="Look at how decay rate and epoch come together.",
        hint="The decay rate and the number of the epoch are added, where they should be multiplied.",
        replace={"decay_rate * epoch_num": "decay_rate + epoch_num"},
    ),
    Misconception(
        "quotient-for-product",
        look="Look at how decay rate and epoch come together.",
        hint="The decay rate is divided by the number of the epoch, so that the decay wears off with time.",
        replace={"decay_rate * epoch_num": "decay_rate / epoch_num"},
    ),
    Misconception(
        "next-epoch",
        look="Work out by hand what the learning rate is in epoch 0.",
        hint="Epochs count from 0 here; yours count from 1, so that each has the learning rate of the next one.",
        replace={"decay_rate * epoch_num": "decay_rate * (epoch_num + 1)"},
    ),
    Misconception(
        "whole-number",
        look="Look at the kind of division.",
        hint="The division rounds down to a whole number, and a learning rate below one becomes zero.",
        replace={"learning_rate0 /": "learning_rate0 //"},
    ),
)

SCHEDULED_DECAY = (
    Misconception(
        "floor-left-out",
        look="Compare two epochs of the same interval: their learning rates should be the same.",
        hint="The number of intervals is not rounded down, so that the rate falls in every epoch, not in stairs.",
        replace={"np.floor(epoch_num / time_interval)": "epoch_num / time_interval"},
    ),
    Misconception(
        "rounded-up",
        look="Ask yourself how many whole intervals have passed in the middle of the first one.",
        hint="The number of intervals is rounded up, so that each stair comes one interval early.",
        replace={"np.floor": "np.ceil"},
    ),
    Misconception(
        "rounded-to-nearest",
        look="Compare an epoch early in an interval with one late in the same interval.",
        hint="The number of intervals is rounded to the nearest whole number, which is one too many in the later half "
        "of an interval.",
        replace={"np.floor": "np.round"},
    ),
    Misconception(
        "floor-of-the-product",
        look="Look at what exactly is rounded down.",
        hint="The product with the decay rate is rounded down. Only the number of intervals should be.",
        replace={
            "decay_rate * np.floor(epoch_num / time_interval)": "np.floor(decay_rate * epoch_num / time_interval)"
        },
    ),
    Misconception(
        "floor-of-the-rate",
        look="Look at what exactly is rounded down.",
        hint="The learning rate itself is rounded down, which leaves zero. Only the number of intervals should be.",
        replace={
            "learning_rate0 / (1 + decay_rate * np.floor(epoch_num / time_interval))": (
                "np.floor(learning_rate0 / (1 + decay_rate * epoch_num / time_interval))"
            )
        },
    ),
    Misconception(
        "remainder",
        look="Work out by hand which number your code takes for that of the interval.",
        hint="The remainder of the division is taken: how far the epoch is into its interval, not how many whole ones "
        "have passed.",
        replace={"np.floor(epoch_num / time_interval)": "(epoch_num % time_interval)"},
    ),
    Misconception(
        "interval-left-out",
        look="Compare two lengths of the interval.",
        hint="The rate falls in every epoch, whatever the length of the interval: it is left out.",
        replace={"epoch_num / time_interval": "epoch_num"},
    ),
    Misconception(
        "usual-interval-always",
        look="Try another length of the interval than the usual one.",
        hint="The interval is always 1000 epochs long, whatever the function is given.",
        replace={"epoch_num / time_interval": "epoch_num / 1000"},
    ),
    Misconception(
        "interval-by-epoch",
        look="Read the order of the division: what is divided by what?",
        hint="The length of the interval is divided by the number of the epoch; it should be the other way round.",
        replace={"epoch_num / time_interval": "time_interval / epoch_num"},
    ),
    Misconception(
        "interval-times-epoch",
        look="Work out by hand how many intervals have passed, and compare with your code's number.",
        hint="The number of the epoch is multiplied by the length of the interval, where it should be divided by it.",
        replace={"epoch_num / time_interval": "epoch_num * time_interval"},
    ),
    Misconception(
        "next-interval",
        look="Work out by hand what the learning rate is in the first interval.",
        hint="Intervals count from 0 here; yours count from 1, so that each has the learning rate of the next one.",
        replace={"np.floor(epoch_num / time_interval)": "(np.floor(epoch_num / time_interval) + 1)"},
        unnamed="rounding up answers the same but in the epoch in which an interval begins; no case asks for that one, "
        "where a floor that is left out would do no harm",
    ),
    Misconception(
        "one-left-out",
        look="Work out by hand what the learning rate is in the first interval.",
        hint="The one in the denominator is missing, so that the first interval divides by zero.",
        replace={"1 + decay_rate": "decay_rate"},
    ),
    Misconception(
        "start-left-out",
        look="Work out by hand what the learning rate is in epoch 0.",
        hint="Every decay starts from one: the learning rate of the first interval is left out.",
        replace={"learning_rate0 /": "1 /"},
    ),
    Misconception(
        "brackets-left-out",
        look="Mind which of division and addition comes first.",
        hint="Without brackets only the one is divided by, and the rest is added: the rate grows with the epochs.",
        replace={
            "(1 + decay_rate * np.floor(epoch_num / time_interval))": "1 + decay_rate * (epoch_num // time_interval)"
        },
    ),
    Misconception(
        "power-of-the-decay-rate",
        look="There are several kinds of decay in stairs: compare yours with the formula in the text.",
        hint="This is exponential decay in stairs, with the decay rate as its base. The text asks for another kind.",
        replace={
            "/ (1 + decay_rate * np.floor(epoch_num / time_interval))": (
                "* decay_rate ** np.floor(epoch_num / time_interval)"
            )
        },
    ),
)
