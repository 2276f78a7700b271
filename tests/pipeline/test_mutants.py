"""Mutants: small wrong edits of a solution, in its regions alone."""

import ast
from functools import cache

import pytest

from autograder import assignments, solutions
from autograder.pipeline import mutants as pipeline
from autograder.pipeline.markers import find_regions
from autograder.pipeline.notebooks import Place
from tests.source_notebook import ROOT

SMALL = '''\
def smooth(v, grads, beta1, beta2, l):
    """Something to mutate."""
    m = 2
    for k in range(l):
        ### START CODE HERE ###
        # a comment
        if k < m:
            v["dW" + str(k)] = beta1 * v["dW" + str(k)] - np.sum(grads["db"], axis=0, keepdims=True)
        ### END CODE HERE ###
    ### START CODE HERE ###
    a = np.dot(v, grads.T)[0, 1]
    ### END CODE HERE ###
    return a
'''


mutants = cache(pipeline.mutants)


def definitions():
    for name in assignments.names():
        source = (ROOT / "source" / name / f"{name}.ipynb").read_bytes()
        for exercise in assignments.load(name).exercises:
            yield pytest.param(exercise.name, solutions.definition(source, exercise.name), id=f"{name}-{exercise.name}")


def outside(definition):
    """The lines that are in no region."""
    regions = find_regions(definition, Place(1))
    lines = enumerate(definition.split("\n"), 1)
    return [line for number, line in lines if not any(number in region for region in regions)]


@pytest.mark.parametrize(("name", "definition"), list(definitions()))
def test_each_mutant_is_python_differs_and_does_so_in_a_region_alone(name, definition):
    found = mutants(name, definition)
    trees = {ast.dump(ast.parse(mutant.text)) for mutant in found}
    assert found
    assert len(trees | {ast.dump(ast.parse(definition))}) == len(found) + 1
    for mutant in found:
        assert outside(mutant.text) == outside(definition)
        assert mutant.before != mutant.after
        assert any(mutant.line in region for region in find_regions(definition, Place(1)))


def test_they_are_the_same_every_time():
    assert pipeline.mutants("smooth", SMALL) == mutants("smooth", SMALL)


def test_there_are_a_few_thousand():
    assert 2000 < sum(len(mutants(*each.values)) for each in definitions()) < 4000


@pytest.mark.parametrize(
    "after",
    [
        'v["dW" + str(k)] = beta2 * v["dW" + str(k)] - np.sum(grads["db"], axis=0, keepdims=True)',
        'v["dW" + str(k)] = beta1 + v["dW" + str(k)] - np.sum(grads["db"], axis=0, keepdims=True)',
        'v["dW" + str(k)] = beta1 * v["db" + str(k)] - np.sum(grads["db"], axis=0, keepdims=True)',
        'v["dW" + str(k)] = beta1 * v["dW" + str(k)] - np.sum(grads["db"], axis=1, keepdims=True)',
        'v["dW" + str(k)] = beta1 * v["dW" + str(k)] - np.sum(grads["db"], axis=0, keepdims=False)',
        'v["dW" + str(k)] = beta1 * v["dW" + str(k)] - np.sum(grads["db"], axis=0)',
        'v["dW" + str(k)] = beta1 * v["dW" + str(k)] - np.mean(grads["db"], axis=0, keepdims=True)',
        'v["dW" + str(k)] = beta1 * v["dW" + str(k)] - grads["db"]',
        'v["dW" + str(k)] = beta1 * v["dW" + str(k)]',
        'v["dW" + str(m)] = beta1 * v["dW" + str(k)] - np.sum(grads["db"], axis=0, keepdims=True)',
        '# v["dW" + str(k)] = beta1 * v["dW" + str(k)] - np.sum(grads["db"], axis=0, keepdims=True)',
        "a = np.dot(v, grads)[0, 1]",
        "a = np.dot(v.T, grads.T)[0, 1]",
        "a = np.dot(grads.T, v)[0, 1]",
        "a = np.dot(v, grads.T)[1, 0]",
        "a = np.dot(v, grads.T)[0, 2]",
        "a = -np.dot(v, grads.T)[0, 1]",
    ],
)
def test_slips_of_a_hand_are_among_them(after):
    assert after.replace('"', "'") in [mutant.after for mutant in mutants("smooth", SMALL)]


def test_a_comparison_stands_with_its_branch():
    edited = [mutant.after.split("\n")[0] for mutant in mutants("smooth", SMALL) if mutant.kind == "comparison"]
    assert edited == ["if k <= m:", "if k > m:"]
