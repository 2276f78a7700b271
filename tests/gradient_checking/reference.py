"""Solutions of the gradient checking assignment, to be graded as they are or with edits."""

from tests.marking import Marking

FORWARD, BACKWARD, CHECK, CHECK_N = (
    "forward_propagation",
    "backward_propagation",
    "gradient_check",
    "gradient_check_n",
)

NETWORK = """
def forward_propagation_n(X, Y, parameters):
    m = X.shape[1]
    A1 = np.maximum(0, parameters["W1"] @ X + parameters["b1"])
    A2 = np.maximum(0, parameters["W2"] @ A1 + parameters["b2"])
    A3 = 1 / (1 + np.exp(-(parameters["W3"] @ A2 + parameters["b3"])))
    cost = np.sum(-np.log(A3) * Y - np.log(1 - A3) * (1 - Y)) / m
    return cost, (A1, A2, A3)
"""

HELPERS = f"""
import numpy as np

SHAPES = dict(W1=(5, 4), b1=(5, 1), W2=(3, 5), b2=(3, 1), W3=(1, 3), b3=(1, 1))

def dictionary_to_vector(parameters):
    keys = [name for name in SHAPES for _ in range(parameters[name].size)]
    return np.concatenate([parameters[name].reshape(-1, 1) for name in SHAPES]), keys

def vector_to_dictionary(theta):
    ends = np.cumsum([n * before for n, before in SHAPES.values()])
    return {{name: part.reshape(SHAPES[name]) for name, part in zip(SHAPES, np.split(theta, ends[:-1]))}}

def gradients_to_vector(gradients):
    return np.concatenate([gradients["d" + name].reshape(-1, 1) for name in SHAPES])
{NETWORK}"""

REFERENCE = {
    FORWARD: """
def forward_propagation(x, theta):
    J = theta * x
    return J
""",
    BACKWARD: """
def backward_propagation(x, theta):
    dtheta = x
    return dtheta
""",
    CHECK: """
def gradient_check(x, theta, epsilon=1e-7):
    thetaplus = theta + epsilon
    thetaminus = theta - epsilon
    J_plus = forward_propagation(x, thetaplus)
    J_minus = forward_propagation(x, thetaminus)
    gradapprox = (J_plus - J_minus) / (2 * epsilon)
    grad = backward_propagation(x, theta)
    numerator = np.linalg.norm(grad - gradapprox)
    denominator = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    difference = numerator / denominator
    return difference
""",
    CHECK_N: """
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    parameters_values, _ = dictionary_to_vector(parameters)
    grad = gradients_to_vector(gradients)
    num_parameters = parameters_values.shape[0]
    J_plus = np.zeros((num_parameters, 1))
    J_minus = np.zeros((num_parameters, 1))
    gradapprox = np.zeros((num_parameters, 1))
    for i in range(num_parameters):
        thetaplus = np.copy(parameters_values)
        thetaplus[i][0] = thetaplus[i][0] + epsilon
        J_plus[i], _ = forward_propagation_n(X, Y, vector_to_dictionary(thetaplus))
        thetaminus = np.copy(parameters_values)
        thetaminus[i][0] = thetaminus[i][0] - epsilon
        J_minus[i], _ = forward_propagation_n(X, Y, vector_to_dictionary(thetaminus))
        gradapprox[i] = (J_plus[i] - J_minus[i]) / (2 * epsilon)
    numerator = np.linalg.norm(grad - gradapprox)
    denominator = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    difference = numerator / denominator
    return difference
""",
}

MARKING = Marking("gradient_checking", HELPERS, REFERENCE)
EXERCISES = MARKING.exercises
