"""From answers to statuses, scores and messages."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.judge import PRINTED_MOST, judge
from autograder.grading.messages import Says
from autograder.model import (
    Broken,
    Exercise,
    Message,
    Opaque,
    Output,
    Question,
    Raised,
    Returned,
    Status,
    Tolerance,
    Undefined,
    Unfilled,
    Variant,
)
from tests.grading.values import ANYTHING

SECRET = 0.8071  # stands in the hidden questions below, and must not be told

COST = Exercise("cost", 10, ("x",), (), (Output("cost"),))
COST_QUESTIONS = (
    Question("example", True, (1.0,), {"cost": 2.0}),
    Question("drawn", False, (SECRET,), {"cost": 3.0}),
    Question("drawn", False, (SECRET + 1,), {"cost": 4.0}),
)
RIGHT = (Returned(2.0), Returned(3.0), Returned(4.0))

# b = 2a is given; c = ab; d = c + a may follow from the student's own c.
CHAIN = Exercise(
    "chain",
    10,
    ("a",),
    (),
    (
        Output("b", (0,), 0.5, given=True),
        Output("c", (1, "c")),
        Output("d", (1, "d"), follow=lambda inputs, own: own["c"] + inputs[0]),
    ),
)


def chain_question(a, public):
    return Question("example" if public else "drawn", public, (a,), {"b": 2 * a, "c": 2 * a**2, "d": 2 * a**2 + a})


CHAIN_QUESTIONS = (
    chain_question(np.array([1.0, 2.0]), True),
    chain_question(np.array([SECRET, 4.0]), False),
    chain_question(np.array([5.0, 6.0]), False),
)


def chain(function):
    return judge(CHAIN, CHAIN_QUESTIONS, [Returned(function(question.inputs[0])) for question in CHAIN_QUESTIONS])


def test_right_answers_earn_everything():
    result = judge(COST, COST_QUESTIONS, RIGHT)
    assert (result.status, result.score, result.max_score, result.message) == (Status.PASSED, 10, 10, None)
    assert [(case.status, case.credit) for case in result.cases] == [(Status.PASSED, 1.0)] * 3


@pytest.mark.parametrize("value", [None, 0, 0.0, 2.0, np.zeros(3), "3.0", Opaque("object"), [], {}, float("nan")])
def test_one_answer_for_all_inputs_earns_nothing(value):
    result = judge(COST, COST_QUESTIONS, [Returned(value)] * 3)
    assert (result.status, result.score) == (Status.WRONG, 0)
    assert [case.credit for case in result.cases] == [0, 0, 0]


def test_a_memorised_answer_shows_as_passed_earns_nothing_and_is_remarked():
    result = judge(COST, COST_QUESTIONS, [Returned(2.0), Returned(2.0), Returned(0)])
    assert [case.status for case in result.cases] == [Status.PASSED, Status.WRONG, Status.WRONG]
    assert (result.status, result.score) == (Status.WRONG, 0)
    assert result.remarks == (Message(Says.UNCONFIRMED, {"outputs": ["cost"]}),)


def test_public_cases_alone_carry_the_points():
    result = judge(COST, COST_QUESTIONS[:1], RIGHT[:1])
    assert (result.status, result.score) == (Status.PASSED, 10)


def test_parts_earn_their_share():
    result = judge(COST, COST_QUESTIONS, [Returned(2.0), Returned(3.0), Returned(-1.0)])
    assert (result.status, result.score) == (Status.PARTIAL, 6.67)
    assert result.message == Message(Says.VALUE, {"path": ""})


def test_a_public_fault_tells_figures_and_a_hidden_one_does_not():
    result = judge(COST, COST_QUESTIONS, [Returned(2.5)] * 3)
    public, hidden, _ = (case.message for case in result.cases)
    assert result.message == public
    assert public == Message(
        Says.VALUE, {"path": "", "expected": 2.0, "got": 2.5, "wrong": 1, "total": 1, "deviation": 0.5}
    )
    assert hidden == Message(Says.VALUE, {"path": ""})


@pytest.mark.parametrize(
    ("value", "says", "values"),
    [
        (None, Says.NONE, {"path": "", "expected": "number"}),
        ("2", Says.KIND, {"path": "", "expected": "number", "got": "text"}),
        (Opaque(str(SECRET)), Says.KIND, {"path": "", "expected": "number", "got": "other"}),
        (np.zeros((8071, 0)), Says.SHAPE, {"path": ""}),
        (float("nan"), Says.NAN, {"path": ""}),
        (float("inf"), Says.INFINITE, {"path": ""}),
    ],
)
def test_hidden_cases_tell_how(value, says, values):
    assert judge(COST, COST_QUESTIONS, [Returned(value)] * 3).cases[1].message == Message(says, values)


@given(st.lists(ANYTHING, min_size=3, max_size=3))
def test_any_answer_is_judged_and_said_in_json(values):
    for exercise, questions in ((COST, COST_QUESTIONS), (CHAIN, CHAIN_QUESTIONS)):
        result = judge(exercise, questions, [Returned(value) for value in values])
        messages = [result.message, *result.remarks]
        for case in result.cases:
            messages += [case.message, *case.remarks]
        for message in filter(None, messages):
            assert message.id in set(Says)
            json.dumps(dict(message.values), allow_nan=False)
        assert 0 <= result.score <= 10


# --- outputs by path, what was handed out, and what follows ------------------------------------------------------


def test_outputs_are_taken_by_their_paths():
    assert chain(lambda a: (2 * a, {"c": 2 * a**2, "d": 2 * a**2 + a})).score == 10
    assert chain(lambda a: [2 * a, {"c": 2 * a**2, "d": 2 * a**2 + a, "more": None}, "more"]).score == 10


@pytest.mark.parametrize(
    ("answer", "says", "values"),
    [
        (lambda a: 2 * a, Says.TOO_FEW_VALUES, {"path": "", "expected": 2, "got": 1}),
        (lambda a: (2 * a,), Says.TOO_FEW_VALUES, {"path": "", "expected": 2, "got": 1}),
        (lambda a: None, Says.NONE, {"path": "", "expected": "tuple"}),
        (lambda a: {"c": 2 * a**2}, Says.KIND, {"path": "", "expected": "tuple", "got": "dict"}),
        (lambda a: (2 * a, None), Says.NONE, {"path": "[1]", "expected": "dict"}),
        (lambda a: (2 * a, a), Says.KIND, {"path": "[1]", "expected": "dict", "got": "array"}),
        (lambda a: (2 * a, {"d": a}), Says.MISSING_KEY, {"path": "[1]", "key": "c"}),
        (lambda a: (2 * a, {"c": a[:1], "d": a}), Says.SHAPE, {"path": "c", "expected": [2], "got": [1]}),
    ],
)
def test_a_path_that_leads_nowhere_is_a_fault(answer, says, values):
    result = chain(answer)
    assert result.score == 0
    assert result.message.id == says
    assert {key: value for key, value in result.message.values.items() if key != "outputs"} == values


@pytest.mark.parametrize("public", [True, False])
def test_a_whole_dict_may_lack_a_key(public):
    exercise = Exercise("parameters", 10, ("x",), (), (Output("parameters"),))
    question = Question("example", public, (1.0,), {"parameters": {"W1": np.zeros(1), "b1": {"c": 1.0}}})
    result = judge(exercise, [question], [Returned({"W1": np.zeros(1), "b1": {}})])
    assert result.message == Message(Says.MISSING_KEY, {"path": "b1", "key": "c"})


def test_one_slip_costs_once():
    result = chain(lambda a: (2 * a, {"c": 3 * a**2, "d": 3 * a**2 + a}))
    assert result.score == 5  # of c and d; b, handed out, goes in step
    assert result.status is Status.PARTIAL
    for case in result.cases:
        assert case.message.values["outputs"] == ["c"]
        assert case.remarks == (Message(Says.FOLLOWS_FROM_OWN, {"outputs": ["d"]}),)


def test_two_slips_cost_twice():
    assert chain(lambda a: (2 * a, {"c": 3 * a**2, "d": 3 * a**2 - a})).score == 0


def test_nothing_follows_where_nothing_is_right_outright():
    assert chain(lambda a: (a, {"c": 3 * a**2, "d": 3 * a**2 + a})).score == 0


@pytest.mark.parametrize("c", [lambda a: -a, lambda a: a * np.nan, lambda a: a * np.inf])
def test_zeros_and_no_figures_do_not_follow(c):
    # -a + a is all zeros
    assert chain(lambda a: (2 * a, {"c": c(a), "d": c(a) + a})).score == 0


def test_own_outputs_that_could_broadcast_to_gigabytes_are_not_computed_with():
    seen = []

    def follow(inputs, own):
        seen.append(sorted(own))
        return own["c"] + inputs[0]

    exercise = Exercise("chain", 10, ("a",), (), (*CHAIN.outputs[:2], Output("d", (1, "d"), follow=follow)))
    for c in (np.zeros((2, 1)), np.zeros(3), np.zeros((1, 10**8, 1)), [1.0, 2.0], None, "ab"):
        answers = [Returned((2 * q.inputs[0], {"c": c, "d": np.full(2, 1e3)})) for q in CHAIN_QUESTIONS]
        assert judge(exercise, CHAIN_QUESTIONS, answers).score == 0
    assert seen == [["b", "d"]] * 6 * len(CHAIN_QUESTIONS)


def test_what_was_handed_out_costs_its_weight_when_it_is_lost():
    result = chain(lambda a: (None, {"c": 2 * a**2, "d": 2 * a**2 + a}))
    assert (result.status, result.score) == (Status.PARTIAL, 8)


def test_an_output_may_have_a_tolerance_of_its_own():
    exercise = Exercise("cost", 10, ("x",), (), (Output("cost", tolerance=Tolerance(0.1, 0, "measured")),))
    assert judge(exercise, COST_QUESTIONS, [Returned(2.1), Returned(3.2), Returned(3.7)]).score == 10


# --- cases that did not come back --------------------------------------------------------------------------------

RAISED = Raised("ValueError", f"shapes {SECRET}", 4, 2, "np.dot(W, X)", "printed")
TIMEOUT = Broken(Status.TIMEOUT, Message("timeout", {"seconds": 10.0}))
MEMORY = Broken(Status.MEMORY, Message("memory", {"bytes": 10**9}))


THRESHOLD = Tolerance(0, 2e-7, "the noise of the difference")
CHECKED = (
    Question("example", True, (1.0,), {"cost": 3e-10}, tolerance=THRESHOLD),
    Question("right gradients", False, (SECRET,), {"cost": 1e-9}, tolerance=THRESHOLD, telling=False),
    Question("wrong gradients", False, (SECRET + 1,), {"cost": 0.2}),
)


def test_a_case_may_have_a_tolerance_of_its_own():
    result = judge(COST, CHECKED, (Returned(1e-7), Returned(1.9e-7), Returned(0.2)))
    assert (result.status, result.score) == (Status.PASSED, 10)
    too_far = judge(COST, CHECKED, (Returned(1e-7), Returned(3e-7), Returned(0.2)))
    assert (too_far.status, too_far.score) == (Status.PARTIAL, 6.67)


def test_what_is_below_every_threshold_earns_nothing():
    result = judge(COST, CHECKED, (Returned(0.0),) * 3)
    assert [case.status for case in result.cases] == [Status.PASSED, Status.PASSED, Status.WRONG]
    assert (result.status, result.score) == (Status.WRONG, 0)
    assert [remark.id for remark in result.remarks] == [Says.UNCONFIRMED]


def test_raised_tells_the_line_and_in_public_the_text():
    result = judge(COST, COST_QUESTIONS, [RAISED] * 3)
    place = {"type": "ValueError", "cell": 4, "line": 2, "code": "np.dot(W, X)"}
    assert (result.status, result.score) == (Status.ERROR, 0)
    assert result.cases[0].message == Message(Says.RAISED, place | {"text": f"shapes {SECRET}"})
    assert result.cases[1].message == Message(Says.RAISED, place)
    assert result.printed == "printed"


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (Undefined(("costs",)), Status.MISSING, "undefined"),
        (Unfilled(), Status.BLANK, "blank"),
        (TIMEOUT, Status.TIMEOUT, "timeout"),
        (MEMORY, Status.MEMORY, "memory"),
        (Broken(Status.CRASHED, Message("crashed")), Status.CRASHED, "crashed"),
    ],
)
def test_no_value_at_all(answer, status, says):
    result = judge(COST, COST_QUESTIONS, [answer] * 3)
    assert (result.status, result.score, result.message.id) == (status, 0, says)
    assert {case.status for case in result.cases} == {status}


def test_undefined_names_what_is_similar():
    message = judge(COST, COST_QUESTIONS, [Undefined(("costs",))] * 3).message
    assert message == Message(Says.UNDEFINED, {"name": "cost", "similar": ["costs"]})


def test_mixed_ends_are_told_by_the_most_telling():
    wrong = Returned(0.0)
    for answers, status in [
        ((wrong, RAISED, wrong), Status.ERROR),
        ((RAISED, wrong, TIMEOUT), Status.TIMEOUT),
        ((RIGHT[0], MEMORY, MEMORY), Status.MEMORY),
        ((RIGHT[0], RIGHT[1], TIMEOUT), Status.PARTIAL),
        ((RIGHT[0], RAISED, wrong), Status.ERROR),
    ]:
        result = judge(COST, COST_QUESTIONS, answers)
        assert result.status is status
        assert result.message is not None
    assert judge(COST, COST_QUESTIONS, (RIGHT[0], RIGHT[1], TIMEOUT)).message == TIMEOUT.message


def test_printed_text_is_that_of_public_cases_and_capped():
    answers = [Returned(2.0, "x" * PRINTED_MOST * 2), Returned(3.0, str(SECRET)), Returned(4.0)]
    assert judge(COST, COST_QUESTIONS, answers).printed == "x" * PRINTED_MOST


# --- variants ----------------------------------------------------------------------------------------------------


def with_variant(accepts):
    return Exercise("cost", 10, ("x",), (), (Output("cost"),), variants=(Variant("negated", "A sign.", accepts),))


def is_negated(cases):
    return all(own["cost"] < 0 for _, own in cases)


def test_a_variant_earns_everything_with_a_remark():
    result = judge(with_variant(is_negated), COST_QUESTIONS, [Returned(-2.0), Returned(-3.0), Returned(-4.0)])
    assert (result.status, result.score, result.message) == (Status.PASSED, 10, None)
    assert result.remarks == (Message(Says.VARIANT, {"variant": "negated", "remark": "A sign."}),)
    assert {case.status for case in result.cases} == {Status.PASSED}


@pytest.mark.parametrize("answers", [[Returned(-2.0), Returned(3.0), Returned(0)], [Returned(-2.0)] * 2 + [RAISED]])
def test_a_variant_takes_all_answers_or_none(answers):
    assert judge(with_variant(is_negated), COST_QUESTIONS, answers).status is not Status.PASSED


def test_a_variant_that_raises_accepts_nothing_and_right_figures_need_none():
    raising = with_variant(lambda cases: 1 / 0)
    assert judge(raising, COST_QUESTIONS, [Returned(None)] * 3).score == 0
    assert judge(raising, COST_QUESTIONS, RIGHT).remarks == ()


@pytest.mark.parametrize("name", ["none", "number", "array", "text", "list", "tuple", "dict"])
def test_an_object_of_a_class_with_the_name_of_a_kind_is_no_such_thing(name):
    for value in (Opaque(name), (Opaque(name), Opaque(name)), {"c": Opaque(name)}):
        result = judge(CHAIN, CHAIN_QUESTIONS, [Returned(value)] * len(CHAIN_QUESTIONS))
        assert (result.status, result.score) == (Status.WRONG, 0)
