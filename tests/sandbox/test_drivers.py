"""Drivers: staff functions that call a submission where plain inputs cannot."""

import numpy as np
import pytest

from autograder import assignments
from autograder.model import Raised, Returned

NOTEBOOK = """
def slope(x):
    return 2 * x

def probe(x):
    return slope(x) + 1
"""


@pytest.fixture
def drive(answers, monkeypatch, tmp_path):
    """What ``probe`` of a notebook answers when this driver calls it, case by case."""
    (tmp_path / "drivers").mkdir()
    monkeypatch.setattr(assignments, "_HERE", tmp_path)

    def call(driver, *cells, **options):
        name = f"trial_{tmp_path.name}"  # a driver is read once
        (tmp_path / "drivers" / f"{name}.py").write_text(driver)
        return answers(*(cells or [NOTEBOOK]), driver=name, **options)["probe"]

    return call


def test_a_driver_calls_the_submission_and_hands_plain_values_back(drive):
    code = """
import numpy as np

def drive(names, count):
    return {"all": np.array([names["probe"](k) for k in range(count)])}
"""
    (answer,) = drive(code, inputs=(4,))
    np.testing.assert_array_equal(answer.value["all"], [1, 3, 5, 7])


def test_a_driver_can_rebind_what_the_submission_calls(drive):
    code = """
def drive(names, x):
    own = names["slope"]
    names["slope"] = lambda x: 100 * x
    try:
        return [names["probe"](x), own(x)]
    finally:
        names["slope"] = own
"""
    assert [answer.value for answer in drive(code, inputs=(3,), cases=2)] == [[301, 6]] * 2


def test_the_generator_is_seeded_before_the_driver(drive):
    code = "import numpy as np\ndef drive(names):\n    return float(np.random.rand())"
    (answer,) = drive(code)
    assert answer.value == np.random.RandomState(1).rand()


def test_what_the_submission_raises_in_a_driver_is_told_with_its_line(drive):
    code = "def drive(names):\n    return names['probe']('x')"
    (answer,) = drive(code, "def probe(x):\n    return x / 2")
    assert isinstance(answer, Raised)
    assert (answer.type, answer.line, answer.code) == ("TypeError", 2, "return x / 2")


def test_an_alias_is_called_by_the_name_of_the_exercise(drive):
    code = "def drive(names):\n    return names['probe']()"
    (answer,) = drive(code, "def prode():\n    return 5", aliases=("prode",))
    assert answer == Returned(5)


def test_without_a_driver_an_alias_is_called_too(answers):
    assert answers("def prode():\n    return 5", aliases=("prode",))["probe"] == [Returned(5)]
    both = "def prode():\n    return 5\ndef probe():\n    return 6"
    assert answers(both, aliases=("prode",))["probe"] == [Returned(6)]


def test_a_name_that_a_helper_lacks_costs_only_what_calls_it(answers):
    code = "from tools import near, far\ndef probe():\n    return near()\ndef remote():\n    return far()"
    asked = answers(code, functions=("probe", "remote"), helpers={"tools": "def near():\n    return 1"})
    assert asked["probe"] == [Returned(1)]
    assert (asked["remote"][0].type, asked["remote"][0].text) == (
        "ImportError",
        "cannot import name 'far' from 'tools'",
    )
