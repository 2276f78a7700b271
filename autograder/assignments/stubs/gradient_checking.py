"""The graded functions of gradient checking as they are handed out unfilled.

Only the tokens matter: white space, comments and docstrings do not. A line that starts with ``@`` stands for the
solution region of that name; ``@verdict`` for what is printed about the difference, which was handed out.
"""

from collections.abc import Mapping

_FORWARD = """
def forward_propagation(x, theta):
    @J
    return J
"""

_BACKWARD = """
def backward_propagation(x, theta):
    @dtheta
    return dtheta
"""

_CHECK = """
def gradient_check(x, theta, epsilon=1e-7):
    @slope
    @grad
    @difference
    @verdict
    return difference
"""

_CHECK_N = """
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    parameters_values, _ = dictionary_to_vector(parameters)
    grad = gradients_to_vector(gradients)
    num_parameters = parameters_values.shape[0]
    J_plus = np.zeros((num_parameters, 1))
    J_minus = np.zeros((num_parameters, 1))
    gradapprox = np.zeros((num_parameters, 1))
    for i in range(num_parameters):
        @J_plus
        @J_minus
        @gradapprox
    @difference
    @verdict
    return difference
"""

_PLAIN = """
if difference < 1e-7:
    print("The gradient is correct!")
else:
    print("The gradient is wrong!")
"""

_COLOURED = r"""
if difference > 1e-7:
    print("\033[93m" + "There is a mistake in the backward propagation! difference = " + str(difference) + "\033[0m")
else:
    print("\033[92m" + "Your backward propagation works perfectly fine! difference = " + str(difference) + "\033[0m")
"""

_OURS = """
if difference < 1e-7:
    print(f"The gradient is right, give or take {difference:.1e}.")
else:
    print(f"The gradient is WRONG: it is off by {difference:.1e}.")
"""

_OURS_N = """
if difference > 2e-7:
    print(f"There is a MISTAKE in the gradients: they are off by {difference:.1e}.")
else:
    print(f"The gradients are right, give or take {difference:.1e}.")
"""

# Up to 2020 a verdict is always printed, as ours is; the threshold of the coloured one moved from 1e-7 to 2e-7. Since
# 2021 it is printed where the caller asks for it.
_LOUD = (_PLAIN, _COLOURED, _COLOURED.replace("1e-7", "2e-7"), _OURS, _OURS_N)
_SILENT = "if print_msg:" + _COLOURED.replace("1e-7", "2e-7").replace("\n", "\n    ")

_REGIONS = {
    "J": "J =",
    "dtheta": "dtheta =",
    "slope": "thetaplus =\nthetaminus =\nJ_plus =\nJ_minus =\ngradapprox =",
    "grad": "grad =",
    "J_plus": "thetaplus =\nthetaplus[i][0] =\nJ_plus[i], _ =",
    "J_minus": "thetaminus =\nthetaminus[i][0] =\nJ_minus[i], _ =",
    "gradapprox": "gradapprox[i] =",
    "difference": "numerator =\ndenominator =\ndifference =",
}


def _newer(lines: str) -> str:
    return lines.replace("thetaplus", "theta_plus").replace("thetaminus", "theta_minus").replace("[i][0]", "[i]")


# What stands in the regions. Up to 2020 each line of the solution is one line with None, and ours are the same but for
# a None for each name. Since 2021 the lines are comments, so nothing is left of them; some students take the comment
# sign away, and a line without a right-hand side, which does not parse, is left. Names and indices are a little other.
_NONES = {region: lines.replace("=", "= None") for region, lines in _REGIONS.items()}
_FILLINGS: tuple[Mapping[str, str], ...] = (
    _NONES,
    {region: lines.replace("_ = None", "_ = None, None") for region, lines in _NONES.items()},
    dict.fromkeys(_REGIONS, ""),
    {region: _newer(lines) for region, lines in _REGIONS.items()},
)


def _filled(template: str, verdict: str = "") -> tuple[str, ...]:
    stubs = []
    for filling in _FILLINGS:
        stub = template
        for region, text in {**filling, "verdict": verdict}.items():
            for indent in ("    ", "        "):
                lines = "".join(f"{indent}{line}\n" for line in text.splitlines() if line.strip())
                stub = stub.replace(f"\n{indent}@{region}\n", f"\n{lines}")
        stubs.append(stub)
    return tuple(dict.fromkeys(stubs))


def _with_verdict(template: str) -> tuple[str, ...]:
    asked = template.replace("epsilon=1e-7)", "epsilon=1e-7, print_msg=False)")
    loud = (stub for verdict in _LOUD for stub in _filled(template, verdict))
    return tuple(dict.fromkeys((*loud, *_filled(asked, _SILENT))))


FORWARD = _filled(_FORWARD)
BACKWARD = _filled(_BACKWARD)
CHECK = _with_verdict(_CHECK)
CHECK_N = _with_verdict(_CHECK_N)
