"""The graded functions of initialization as they are handed out unfilled.

Only the tokens matter: white space, comments and docstrings do not. ``@`` stands for the solution region.
"""

_ZEROS = """
def initialize_parameters_zeros(layers_dims):
    parameters = {}
    L = len(layers_dims)
    for l in range(1, L):
@
    return parameters
"""

_RANDOM = """
def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    parameters = {}
    L = len(layers_dims)
    for l in range(1, L):
@
    return parameters
"""

_HE = """
def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    L = len(layers_dims) - 1
    for l in range(1, L + 1):
@
    return parameters
"""

# What stands in the region. Up to 2020 each line of the solution is one line with None. Since 2021 the lines are
# comments, so nothing is left of them and the loop has no body; some students take the comment sign away, and a line
# without a right-hand side, which does not parse either, is left.
_REGIONS = (
    *(
        f"        parameters[{quote}W{quote} + str(l)] ={what}\n        parameters[{quote}b{quote} + str(l)] ={what}"
        for what in (" None", "")
        for quote in ("'", '"')
    ),
    "",
)


def _filled(*templates: str) -> tuple[str, ...]:
    return tuple(template.replace("@", region) for template in templates for region in _REGIONS)


def _without_seed(template: str) -> str:
    """A few notebooks leave the seed to the caller."""
    return template.replace("    np.random.seed(3)\n", "")


ZEROS = _filled(_ZEROS)
RANDOM = _filled(_RANDOM, _without_seed(_RANDOM))
HE = _filled(_HE, _without_seed(_HE))
