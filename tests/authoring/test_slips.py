"""What an author gets wrong is said in a sentence that names the file and the exercise, by each command that meets it.

Each slip is made in an assignment of its own, so that one command meets many of them.
"""

import re

import pytest

from autograder.pipeline.founding import blank, found
from tests.authoring.a_copy import copied

FILE, NOTEBOOK = "autograder/assignments/NAME.py", "source/NAME/NAME.ipynb"
SLIPS = {
    "an exercise without a case": (
        {FILE: (r"    cases=\(.*?\n    \),\n", "    cases=(),\n")},
        f"{FILE}, normalise: it has no case. Add a Public one, which students see, and a Drawn one.",
    ),
    "an exercise that students cannot check": (
        {FILE: (r" +Public\(.*?\n", "")},
        f"{FILE}, normalise: it has no Public case, so that students could check nothing. Add one.",
    ),
    "a graded function that the assignment file does not know": (
        {FILE: (r"exercises=\(_NORMALISE,\)", "exercises=()")},
        f"{NOTEBOOK}, cell 4 (id normalise): the graded function normalise has no case; add an Exercise of that name "
        f"to {FILE}.",
    ),
    "an exercise that the notebook does not know": (
        {NOTEBOOK: (r"# GRADED FUNCTION: normalise\\n", "# GRADED FUNCTION: standardise\\\\n")},
        f"In {NOTEBOOK}, no code cell begins with `# GRADED FUNCTION: normalise` (or `CLASS`).",
    ),
    "two cases of one name": (
        {FILE: ("random batches", "two units, four examples")},
        f"{FILE}, normalise: there are two cases called two units, four examples.",
    ),
    "a tolerance without a reason": (
        {FILE: (r"    tolerance=.*?\n", "    tolerance=Tolerance(1e-3),\n")},
        f"{FILE}, normalise, the exercise: its tolerance gives no reason; say in `reason` why answers may be off by so "
        "much.",
    ),
    "a case with a tolerance without a reason": (
        {FILE: ("count=3", "tolerance=Tolerance(atol=0.1)")},
        f"{FILE}, normalise, case random batches: its tolerance gives no reason;",
    ),
    "a misconception whose edit does not apply": (
        {FILE: (r'\{"variance \+ epsilon": "variance"\}', '{"variance - epsilon": "variance"}')},
        f"{FILE}, normalise, misconception epsilon-left-out: 'variance - epsilon' does not occur in the solution.",
    ),
    "a misconception that is not Python": (
        {FILE: (r'\{"variance \+ epsilon": "variance"\}', '{"variance + epsilon": "variance +"}')},
        f"{FILE}, normalise, misconception epsilon-left-out: The edited solution is not Python: ",
    ),
    "two misconceptions of one name": (
        {FILE: ('"epsilon-left-out"', '"over-all-entries"')},
        f"{FILE}, normalise: there are two misconceptions called over-all-entries.",
    ),
    "a region without an end": (
        {NOTEBOOK: (r' +"    ### END CODE HERE ###\\n",\n', "")},
        f"{NOTEBOOK}, cell 4 (id normalise), line 13: nothing ends the region that `START CODE HERE` starts.",
    ),
    "a region without a start": (
        {NOTEBOOK: (r' +"    ### START CODE HERE ### \(approx. 3 lines\)\\n",\n', "")},
        f"{NOTEBOOK}, cell 4 (id normalise), line 19: this marker ends a region that nothing starts.",
    ),
    "no region at all": (
        {NOTEBOOK: (r' +"    ### (START|END) CODE HERE ###( \(approx. 3 lines\))?\\n",\n', "")},
        f"{NOTEBOOK}, cell 4 (id normalise): the graded function normalise has no region to fill in.",
    ),
    "nbgrader's region without an end": (
        {NOTEBOOK: (r"### END CODE HERE ###\\n", "### BEGIN SOLUTION\\\\n")},
        f"{NOTEBOOK}, cell 4 (id normalise), line 20: `BEGIN SOLUTION` inside the region that starts in line 13.",
    ),
    "a solution that is not Python": (
        {NOTEBOOK: (r"keepdims=True\)\\n", "keepdims=True\\\\n")},
        f"{NOTEBOOK}, cell 4 (id normalise)",
    ),
    "a draw that fails": (
        {FILE: (r"rng.integers\(3, 6\)", "rng.integers(6, 3)")},
        f"{FILE}, normalise, case random batches: it cannot be drawn: ValueError: low >= high.",
    ),
    "a draw of one input": (
        {FILE: (r"    return rng.normal.*?\n", "    return rng.normal(size=(units, examples))\n")},
        f"{FILE}, normalise, case random batches: the draw gives a ndarray; inputs are a tuple, also of one: (X,).",
    ),
    "inputs that are no tuple": (
        {FILE: (r"\(_BATCH, 0.25\)", "_BATCH")},
        f"{FILE}, normalise, case two units, four examples: its inputs are a ndarray, and have to be a tuple,",
    ),
    "inputs that nothing can send": (
        {FILE: (r"\(_BATCH, 0.25\)", "(_BATCH, {1, 2})")},
        f"{FILE}, normalise, case two units, four examples: its inputs cannot be sent to the sandbox: ",
    ),
    "a driver that is not there": (
        {FILE: ("_NORMALISED\\)", '_NORMALISED, driver="wheel")')},
        f"{FILE}, normalise: there is no driver autograder/assignments/drivers/wheel.py.",
    ),
    "outputs without figures": (
        {
            FILE: (
                r"Misconception, Public(.*?)    cases=",
                r"Misconception, Output, Public\1"
                r'    outputs=(Output("Z", ("Z",)), Output("mean", ("mean",))),\n    cases=',
            )
        },
        f"{FILE}, normalise, case two units, four examples: expected has to give a figure for each output (Z, mean), "
        "and gives none.",
    ),
}

NOTHING_TO_READ = {
    "a syntax error": (
        {FILE: ("points=10,", "points=10")},
        f"{FILE}, line 28: invalid syntax. Perhaps you forgot a comma.",
    ),
    "a name that nothing defines": (
        {FILE: (r"Drawn\(", "Hidden(")},
        f"{FILE}, line 32: NameError: name 'Hidden' is not defined.",
    ),
    "an argument that there is not": (
        {FILE: ("points=10", "marks=10")},
        f"{FILE}, line 26: TypeError: Exercise.__init__() got an unexpected keyword argument 'marks'.",
    ),
    "no ASSIGNMENT": (
        {FILE: ("\nASSIGNMENT = ", "\nTASK = ")},
        f"{FILE} defines no ASSIGNMENT; at its end it says what it is: ASSIGNMENT = Assignment(…).",
    ),
    "an assignment under another name": (
        {FILE: ('name="NAME"', 'name="week_6"')},
        f"{FILE}: the assignment calls itself week_6, and has to be called as its file is: NAME.",
    ),
}
"""Slips by which the assignment file cannot even be read."""


def spoil(course, name, edits):
    """Found an assignment of that name with a slip in it."""
    found(course.root, blank(name))
    for file, (old, new) in edits.items():
        path = course.root / file.replace("NAME", name)
        text = path.read_text("utf-8")
        spoilt = re.sub(old.replace("NAME", name), new, text, flags=re.DOTALL)
        assert spoilt != text, name
        path.write_text(spoilt, "utf-8")


@pytest.fixture(scope="module")
def names():
    return {slip: f"slip_{number}" for number, slip in enumerate(SLIPS)}


@pytest.fixture(scope="module")
def course(tmp_path_factory, names):
    course = copied(tmp_path_factory.mktemp("slips") / "course")
    for slip, name in names.items():
        spoil(course, name, SLIPS[slip][0])
    return course


@pytest.fixture(scope="module", params=[("release", "--check"), ("audit",)], ids=" ".join)
def said(request, course, names):
    """The lines that a command says about all of them at once."""
    before = course.files()
    done = course.autograder(*request.param, *names.values())
    assert done.returncode == (1 if "--check" in request.param else 2)
    assert course.files() - {".autograder/secret"} == before
    return done.stderr.splitlines()


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_gets_a_sentence(said, names, slip):
    says = SLIPS[slip][1].replace("NAME", names[slip])
    assert any(line.startswith(says) for line in said), "\n".join(line for line in said if names[slip] in line)


@pytest.mark.parametrize("slip", SLIPS)
def test_nothing_else_is_said_of_it(said, names, slip):
    about = [line for line in said if f"{names[slip]}." in line]
    twice = slip == "an exercise that the notebook does not know"  # and the notebook has one that the file does not
    assert len(about) == 1 + twice


def test_release_refuses_and_makes_nothing(course, names):
    before, slip = course.files(), "an exercise without a case"
    done = course.autograder("release", names[slip])
    assert (done.returncode, done.stderr.strip()) == (2, SLIPS[slip][1].replace("NAME", names[slip]))
    assert course.files() == before


@pytest.mark.parametrize("slip", NOTHING_TO_READ)
def test_a_file_that_cannot_be_read_is_refused_with_the_line(tmp_path_factory, course, slip):
    edits, says = NOTHING_TO_READ[slip]
    name = f"unreadable_{list(NOTHING_TO_READ).index(slip)}"
    spoil(course, name, edits)
    for command in ("list",), ("release", name):
        done = course.autograder(*command)
        assert (done.returncode, done.stderr.strip()) == (2, says.replace("NAME", name))
    (course.root / FILE.replace("NAME", name)).unlink()


def test_a_figure_that_the_solution_does_not_give_is_shown_beside_it(course):
    spoil(course, "disagreeing", {FILE: (r"\[-4.0, 2.0, 2.0, 0.0\]", "[-4.0, 2.0, 2.0, 1.0]")})
    done = course.autograder("release", "disagreeing")
    assert done.returncode == 2
    first, *rest = done.stderr.splitlines()
    assert first == (
        "source/disagreeing/disagreeing.ipynb, cell 5 (id check-normalise): the solution gets 0 of 10 points. Mend it, "
        "or the assignment file."
    )
    assert any("two units, four examples" in line for line in rest)
    assert any("expected 0.4, got 0" in line for line in rest)
    done = course.autograder("audit", "disagreeing")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "The solution of normalise in source/disagreeing/disagreeing.ipynb fails a public case"
    )


def test_a_stub_that_is_missing_is_given_to_be_put_there(course):
    spoil(course, "stubless", {FILE: (r"    stubs=.*?\n    \),\n", "")})
    done = course.autograder("release", "stubless")
    assert done.returncode == 2
    sentence, stub = done.stderr.split("\n", 1)
    assert sentence == (
        "The stub of normalise in release/stubless is not among its stubs in the assignment file. Put it there:"
    )
    path = course.root / FILE.replace("NAME", "stubless")
    path.write_text(
        path.read_text("utf-8").replace("    misconceptions=", f'    stubs=("""{stub}""",),\n    misconceptions=')
    )
    assert course.autograder("release", "stubless").returncode == 0
