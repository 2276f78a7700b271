"""Solutions of the regularization assignment, to be graded as they are or with edits."""

import copy

import numpy as np

from autograder import assignments, papers
from autograder.model import Raised, Returned
from tests.marking import SECRET, Marking

ASSIGNMENT = assignments.load("regularization")
EXERCISES = {exercise.name: exercise for exercise in ASSIGNMENT.exercises}
COST, L2_BACKWARD, DROPOUT_FORWARD, DROPOUT_BACKWARD = EXERCISES
HELPERS = """
import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def relu(x):
    return np.maximum(0, x)

def compute_cost(A3, Y):
    return 1. / Y.shape[1] * np.nansum(-np.log(A3) * Y - np.log(1 - A3) * (1 - Y))
"""

REFERENCE = {
    COST: """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    squares = np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3))
    cost = compute_cost(A3, Y) + lambd / (2 * m) * squares
    return cost
""",
    L2_BACKWARD: """
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dW3 = np.dot(dZ3, A2.T) / m + lambd / m * W3
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, A2 > 0)
    dW2 = np.dot(dZ2, A1.T) / m + lambd / m * W2
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, A1 > 0)
    dW1 = np.dot(dZ1, X.T) / m + lambd / m * W1
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2, "db2": db2,
            "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}
""",
    DROPOUT_FORWARD: """
def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    np.random.seed(1)
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    D1 = np.random.rand(A1.shape[0], A1.shape[1])
    D1 = D1 < keep_prob
    A1 = A1 * D1
    A1 = A1 / keep_prob
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    D2 = np.random.rand(A2.shape[0], A2.shape[1])
    D2 = D2 < keep_prob
    A2 = A2 * D2
    A2 = A2 / keep_prob
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    cache = (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)
    return A3, cache
""",
    DROPOUT_BACKWARD: """
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    m = X.shape[1]
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dW3 = np.dot(dZ3, A2.T) / m
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    dA2 = np.dot(W3.T, dZ3)
    dA2 = dA2 * D2
    dA2 = dA2 / keep_prob
    dZ2 = np.multiply(dA2, A2 > 0)
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = np.dot(W2.T, dZ2)
    dA1 = dA1 * D1
    dA1 = dA1 / keep_prob
    dZ1 = np.multiply(dA1, A1 > 0)
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2, "db2": db2,
            "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}
""",
}

MARKING = Marking(ASSIGNMENT.name, HELPERS, REFERENCE)


def function(name, edits=()):
    """The reference solution of an exercise, with edits."""
    source = REFERENCE[name]
    for old, new in dict(edits).items():
        assert old in source
        source = source.replace(old, new)
    namespace = {}
    exec(HELPERS + source, namespace)
    return namespace[name]


def call(solution, question):
    np.random.seed(question.seed)
    try:
        return Returned(solution(*copy.deepcopy(question.inputs)))
    except Exception as error:
        return Raised(type(error).__name__)


def drawn_answers(name, number):
    solution = function(name)
    answers = []
    for case, inputs in papers.drawn_inputs(ASSIGNMENT.name, EXERCISES[name], SECRET, number):
        np.random.seed(case.seed)
        answers.append(solution(*copy.deepcopy(inputs)))
    return answers
