"""Which assignment a notebook is taken for, where several grade functions of the same name."""

import pytest

from autograder.flow import recognise
from autograder.model import Assignment, Exercise
from autograder.sandbox.wire import Defined


def assignment(name, **functions):
    return Assignment(
        name, name, tuple(Exercise(each, 1, tuple(parameters.split()), ()) for each, parameters in functions.items())
    )


DEEP = assignment("deep", cost="A Y", forward_with_dropout="X parameters keep_prob", backward_with_dropout="X Y cache")
WIDE = assignment("wide", forward_with_dropout="x weights keep_prob", backward_with_dropout="weights cache x y")
LINE = assignment("line", forward="x theta", backward="x theta", check="x theta epsilon", check_n="p g X Y epsilon")
ALL = [DEEP, WIDE, LINE]


def recognised(folder="", among=ALL, **functions):
    defined = [Defined(name, parameters.split(), "") for name, parameters in functions.items()]
    found = recognise(defined, folder, among)
    return found and found.name


@pytest.mark.parametrize("whole", ALL)
def test_a_complete_notebook_is_recognised_wherever_it_lies(whole):
    functions = {each.name: " ".join(each.parameters) for each in whole.exercises}
    assert {recognised(folder, **functions) for folder in ("", "deep", "wide", "line", "ada")} == {whole.name}


def test_shared_names_are_told_apart_by_their_parameters():
    assert recognised(forward_with_dropout="X parameters keep_prob") == "deep"
    assert recognised(forward_with_dropout="x weights keep_prob") == "wide"
    assert recognised(folder="deep", forward_with_dropout="x weights keep_prob", cost="") == "wide"


def test_one_parameter_more_or_less_is_of_another_layout():
    assert recognised(check="x theta epsilon print_msg") == "line"
    assert recognised(check="x theta") == "line"


def test_helpers_of_other_notebooks_with_a_common_name_make_no_submission():
    assert recognised(forward="X parameters", backward="X Y cache") is None
    assert recognised(forward="X parameters", backward="X Y cache", cost="A Y") == "deep"
    assert recognised(plot="X") is None


def test_an_undecided_notebook_is_taken_for_what_its_folder_or_the_instructor_says():
    assert recognised(folder="line", forward="X parameters") == "line"
    assert recognised(among=[LINE], forward="X parameters") == "line"
    assert recognised(among=[LINE], plot="X") is None
    assert recognised(forward_with_dropout="", folder="wide") == "wide"


def test_most_functions_decide_though_all_parameters_are_renamed():
    assert recognised(check="a b c", check_n="a b c d", forward="a b") == "line"


def test_an_alias_counts_as_the_function():
    odd = Assignment("odd", "odd", (Exercise("backward", 1, ("x", "y"), (), aliases=("bakward",)),))
    assert recognised(among=[DEEP, odd], bakward="x y") == "odd"
