"""The known wrong ways to start a network's parameters."""

from ...model import Misconception

_SIZES = "layers_dims[l], layers_dims[l - 1]"
_DRAWN = f"np.random.randn({_SIZES})"
_ZERO_WEIGHTS = f"np.zeros(({_SIZES}))"
_BIASES = "np.zeros((layers_dims[l], 1))"
_TEN = " * 10"
_HE = "np.sqrt(2 / layers_dims[l - 1])"

# --- what goes wrong in all three -----------------------------------------------------------------------------------

_SIZES_LOOK = "Look at the shape of the weights: which layer gives the rows, and which the columns?"
_TRANSPOSED = (
    "The weights are laid out the other way round: a layer has a row for each of its own units and a column for each "
    "unit of the layer before it."
)
_NUMBERS_LOOK = "Look at how the size of the array is handed over."
_LAYERS_LOOK = "Count the layers that your result has weights for."
_LAYERS = (
    "The last layer has no parameters. The length of the list counts the input as well, and a range stops before its "
    "end: between them a layer gets lost."
)
_BIASES_LOOK = "Look at the shape of the biases."

_FLAT_BIASES = Misconception(
    "biases-flat",
    _BIASES_LOOK,
    "The biases of a layer are a flat array of one axis. They are due as a column, which has two axes: only then does "
    "adding them give each unit its own bias, for every example.",
    {_BIASES: "np.zeros(layers_dims[l])"},
)
_ROW_BIASES = Misconception(
    "biases-in-a-row",
    _BIASES_LOOK,
    "The biases of a layer lie in a row. Examples are columns here and units are rows, so a layer's biases are a "
    "column.",
    {_BIASES: "np.zeros((1, layers_dims[l]))"},
)
_BIAS_PER_INPUT = Misconception(
    "bias-per-input",
    "Count the biases of a layer, and its units.",
    "There is a bias for each unit of the layer before. It is each unit of the layer itself that has one.",
    {_BIASES: "np.zeros((layers_dims[l - 1], 1))"},
)
_ONE_BIAS = Misconception(
    "one-bias-per-layer",
    "Count the biases of a layer, and its units.",
    "A layer has a single bias, which all its units share. Each unit is to have its own.",
    {_BIASES: "np.zeros((1, 1))"},
)
_NO_BIASES = Misconception(
    "biases-not-filled-in",
    "There are two lines to fill in. Are both done?",
    "The biases are still None, as they were handed out: the second line is not filled in yet.",
    {_BIASES: "None"},
)
_BIASES_OF_ONE = Misconception(
    "biases-of-one",
    "Look at the values of the biases.",
    "The biases start at 1. They are to start at 0: it is for the weights alone to make the units differ.",
    {_BIASES: "np.ones((layers_dims[l], 1))"},
)

# --- zeros ----------------------------------------------------------------------------------------------------------

ZEROS = (
    Misconception("weights-transposed", _SIZES_LOOK, _TRANSPOSED, {_SIZES: "layers_dims[l - 1], layers_dims[l]"}),
    Misconception(
        "shape-as-two-arguments",
        _NUMBERS_LOOK,
        "The number of rows and the number of columns are handed over one by one. NumPy's zeros takes the shape as one "
        "thing, a tuple; what comes second is the type of the entries.",
        {_ZERO_WEIGHTS: f"np.zeros({_SIZES})"},
    ),
    Misconception(
        "weights-square",
        _SIZES_LOOK,
        "The weights have as many columns as rows. The columns belong to the units of the layer before, of which there "
        "may be more or fewer.",
        {_SIZES: "layers_dims[l], layers_dims[l]"},
    ),
    Misconception(
        "columns-from-the-input",
        _SIZES_LOOK,
        "Every layer has a column for each input of the whole network. From the second layer on, what a layer sees is "
        "what the layer before it puts out.",
        {_SIZES: "layers_dims[l], layers_dims[0]"},
    ),
    Misconception(
        "weights-flat",
        "How many axes do the weights have?",
        "The weights of a layer are one long row of numbers. The number of entries is right, but they are due as a "
        "matrix.",
        {_ZERO_WEIGHTS: "np.zeros(layers_dims[l] * layers_dims[l - 1])"},
    ),
    Misconception(
        "lists-for-arrays",
        "What type do the weights have?",
        "The weights are lists of lists. NumPy's arithmetic needs arrays: a list that is multiplied gets longer, not "
        "larger.",
        {_ZERO_WEIGHTS: "[[0] * layers_dims[l - 1] for _ in range(layers_dims[l])]"},
    ),
    Misconception(
        "ones-for-zeros",
        "Look at the values of the weights.",
        "The weights are all 1. That is as symmetric as zeros, but zeros are what this part is about.",
        {_ZERO_WEIGHTS: f"np.ones(({_SIZES}))"},
    ),
    Misconception(
        "random-for-zeros",
        "Look at the values of the weights.",
        "The weights are small random numbers, as in an earlier exercise or a later one. Here all of them are to be 0, "
        "so that you see what comes of it.",
        {_ZERO_WEIGHTS: f"{_DRAWN} * 0.01"},
    ),
    Misconception("last-layer-left-out", _LAYERS_LOOK, _LAYERS, {"range(1, L)": "range(1, L - 1)"}),
    Misconception(
        "layers-named-from-zero",
        "Look at the names of your parameters.",
        "The names are off by one: the first layer with weights is layer 1, as the input counts as layer 0 and has "
        "none.",
        {"str(l)": "str(l - 1)"},
    ),
    _FLAT_BIASES,
    _ROW_BIASES,
    _BIAS_PER_INPUT,
    _ONE_BIAS,
    _NO_BIASES,
)

# --- random ---------------------------------------------------------------------------------------------------------

_SHAPE_IN_A_TUPLE = Misconception(
    "shape-as-a-tuple",
    _NUMBERS_LOOK,
    "The shape is handed over as a tuple. NumPy's zeros wants it that way, but randn wants rows and columns one by "
    "one.",
    {_DRAWN: f"np.random.randn(({_SIZES}))"},
)
_DRAWN_TRANSPOSED = Misconception(
    "weights-transposed", _SIZES_LOOK, _TRANSPOSED, {_SIZES: "layers_dims[l - 1], layers_dims[l]"}
)
_UNIFORM = Misconception(
    "uniform-for-normal",
    "Which distribution do your random numbers come from? Is there a negative one among them?",
    "The weights come from the uniform distribution between 0 and 1, so none is negative and their mean is not 0. "
    "Normal ones are due; the two functions differ by one letter.",
    {"np.random.randn": "np.random.rand"},
)
_SEED_IN_THE_LOOP = Misconception(
    "seed-in-the-loop",
    "Compare the first weights of each layer with one another.",
    "The seed is set anew for each layer, so every layer starts with the same numbers. Set it once, before the loop, "
    "as it was handed out.",
    {'        parameters["W"': '        np.random.seed(3)\n        parameters["W"'},
)

RANDOM = (
    Misconception(
        "scale-left-out",
        "Look at how large the weights are.",
        "The weights are plain normal random numbers. Here they are to be large: ten times that.",
        {_TEN: ""},
    ),
    Misconception(
        "scale-of-a-hundredth",
        "Look at how large the weights are.",
        "The weights are scaled down to a hundredth, which is a good habit, but this part is to show what large ones "
        "do: ten times the random numbers.",
        {_TEN: " * 0.01"},
    ),
    Misconception(
        "divided-by-ten",
        "Look at how large the weights are.",
        "The random numbers are divided by ten. They are to become ten times as large.",
        {_TEN: " / 10"},
    ),
    Misconception(
        "root-of-ten",
        "Look at how large the weights are, and which measure of spread the ten is.",
        "Only the root of ten goes into the weights. Ten is to be their standard deviation, not their variance.",
        {_TEN: " * np.sqrt(10)"},
    ),
    Misconception(
        "ten-added",
        "Look at the mean of the weights.",
        "Ten is added to the weights, which moves them all to one side. It is a factor that makes them larger.",
        {_TEN: " + 10"},
    ),
    Misconception(
        "he-for-ten",
        "Look at how large the weights are.",
        "The weights are scaled by the size of the layer before. That is the next exercise; here all layers have the "
        "same factor, ten.",
        {_TEN: f" * {_HE}"},
    ),
    _UNIFORM,
    Misconception(
        "whole-numbers",
        "Which distribution do your random numbers come from?",
        "The weights are whole numbers from 0 to 9. What is due are normal random numbers, of either sign, ten times "
        "as large.",
        {f"{_DRAWN}{_TEN}": f"np.random.randint(10, size=({_SIZES}))"},
    ),
    Misconception(
        "one-number-per-layer",
        "Compare the weights of one layer with one another.",
        "A single random number fills the whole layer. Units with the same weights learn the same: each weight needs a "
        "number of its own.",
        {_DRAWN: f"np.random.randn() * np.ones(({_SIZES}))"},
    ),
    Misconception(
        "zeros-for-random",
        "Look at the values of the weights.",
        "The weights are all 0, as in the exercise before. Here they are to be random.",
        {f"{_DRAWN}{_TEN}": _ZERO_WEIGHTS},
    ),
    Misconception(
        "biases-random",
        "Look at the values of the biases.",
        "The biases are random too, and use up random numbers that the next layer's weights are due. Biases start at "
        "0.",
        {_BIASES: "np.random.randn(layers_dims[l], 1)"},
    ),
    Misconception(
        "biases-like-weights",
        "Look at the values of the biases.",
        "The biases are drawn and scaled like the weights, and use up random numbers that the next layer's weights are "
        "due. Biases start at 0.",
        {_BIASES: "np.random.randn(layers_dims[l], 1) * 10"},
    ),
    _SHAPE_IN_A_TUPLE,
    _DRAWN_TRANSPOSED,
    _SEED_IN_THE_LOOP,
    _BIASES_OF_ONE,
    _FLAT_BIASES,
    _ROW_BIASES,
    _NO_BIASES,
    Misconception("last-layer-left-out", _LAYERS_LOOK, _LAYERS, {"range(1, L)": "range(1, L - 1)"}),
)

# --- He's rule ------------------------------------------------------------------------------------------------------

_SCALE_LOOK = "Look at the factor that the random numbers are multiplied by."

HE = (
    Misconception(
        "xavier-for-he",
        _SCALE_LOOK,
        "This is Xavier's rule, which suits tanh. RELU silences about half of the units, and He's rule makes up for it "
        "with twice the variance.",
        {"2 / layers": "1 / layers"},
    ),
    Misconception(
        "variance-for-deviation",
        _SCALE_LOOK,
        "The factor is the variance that He's rule asks for. What random numbers are multiplied by is their standard "
        "deviation, the root of it.",
        {_HE: "2 / layers_dims[l - 1]"},
    ),
    Misconception(
        "root-of-two-alone",
        _SCALE_LOOK,
        "The root covers the 2 alone. It goes over the whole fraction.",
        {_HE: "np.sqrt(2) / layers_dims[l - 1]"},
    ),
    Misconception(
        "fan-out-for-fan-in",
        "Which layer's size stands in the factor?",
        "The factor rests on the number of units of the layer itself. What counts is how many inputs each unit adds "
        "up: the size of the layer before.",
        {_HE: "np.sqrt(2 / layers_dims[l])"},
    ),
    Misconception(
        "both-sides",
        "Which layer's size stands in the factor?",
        "The factor rests on the layers on both sides, as in Glorot's rule. He's rule looks at the layer before alone.",
        {_HE: "np.sqrt(2 / (layers_dims[l - 1] + layers_dims[l]))"},
    ),
    Misconception(
        "fan-in-of-the-first-layer",
        "Which layer's size stands in the factor? Is it another one for each layer?",
        "All layers have the factor of the first one. Each is to be fitted to the layer just before it.",
        {_HE: "np.sqrt(2 / layers_dims[0])"},
    ),
    Misconception(
        "fraction-upside-down",
        _SCALE_LOOK,
        "The factor is upside down, or the random numbers are divided by it: the more inputs a unit has, the smaller "
        "its weights are to be.",
        {_HE: "np.sqrt(layers_dims[l - 1] / 2)"},
    ),
    Misconception(
        "scale-added",
        "Look at the mean of the weights.",
        "The standard deviation is added to the random numbers, which moves them all to one side. It is a factor.",
        {f"* {_HE}": f"+ {_HE}"},
    ),
    Misconception(
        "whole-number-division",
        _SCALE_LOOK,
        "The division drops what is behind the decimal point, so that wherever a layer has more than two inputs the "
        "factor is 0.",
        {"2 / layers": "2 // layers"},
    ),
    Misconception(
        "scale-left-out",
        "Look at how large the weights are.",
        "The weights are plain normal random numbers: the factor that fits them to the layer before is missing.",
        {f" * {_HE}": ""},
    ),
    Misconception(
        "ten-for-he",
        "Look at how large the weights are.",
        "The factor is still the ten of the exercise before. He's rule has another one for each layer.",
        {_HE: "10"},
    ),
    _UNIFORM,
    Misconception(
        "biases-like-weights",
        "Look at the values of the biases.",
        "The biases are drawn and scaled like the weights, and use up random numbers that the next layer's weights are "
        "due. Biases start at 0.",
        {_BIASES: f"np.random.randn(layers_dims[l], 1) * {_HE}"},
    ),
    _SHAPE_IN_A_TUPLE,
    _DRAWN_TRANSPOSED,
    _SEED_IN_THE_LOOP,
    _BIASES_OF_ONE,
    _FLAT_BIASES,
    _ROW_BIASES,
    _NO_BIASES,
    Misconception(
        "last-layer-left-out",
        _LAYERS_LOOK,
        "The last layer has no parameters. Here L is already the number of layers with weights, and a range stops "
        "before its end.",
        {"range(1, L + 1)": "range(1, L)"},
    ),
)
