"""What an author gets wrong is said in a sentence that names the file and the exercise, by each command that meets it."""

import re

import pytest

from tests.authoring.conftest import NAME

FILE = f"autograder/assignments/{NAME}.py"
NOTEBOOK = f"source/{NAME}/{NAME}.ipynb"
DRAW = "    units, examples = rng.integers(3, 6), rng.integers(6, 10)\n"
CASE = '("two units, four examples", (_BATCH, 0.25), _NORMALISED)'

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
        f"{NOTEBOOK}, cell 4 (id normalise), line 12: nothing ends the region that `START CODE HERE` starts.",
    ),
    "a region without a start": (
        {NOTEBOOK: (r' +"    ### START CODE HERE ### \(approx. 3 lines\)\\n",\n', "")},
        f"{NOTEBOOK}, cell 4 (id normalise), line 18: this marker ends a region that nothing starts.",
    ),
    "no region at all": (
        {NOTEBOOK: (r' +"    ### (START|END) CODE HERE ###( \(approx. 3 lines\))?\\n",\n', "")},
        f"{NOTEBOOK}, cell 4 (id normalise): the graded function normalise has no region to fill in.",
    ),
    "nbgrader's region without an end": (
        {NOTEBOOK: (r"### END CODE HERE ###\\n", "### BEGIN SOLUTION\\\\n")},
        f"{NOTEBOOK}, cell 4 (id normalise), line 19: `BEGIN SOLUTION` inside the region that starts in line 12.",
    ),
    "a solution that is not Python": (
        {NOTEBOOK: (r"keepdims=True\)\\n", "keepdims=True\\\\n")},
        f"{NOTEBOOK}, cell 4 (id normalise), line 14: the code does not parse ('(' was never closed).",
    ),
    "a syntax error": (
        {FILE: ("points=10,", "points=10")},
        f"{FILE}, line 27: invalid syntax. Perhaps you forgot a comma?.",
    ),
    "a name that nothing defines": (
        {FILE: (r"Drawn\(", "Hidden(")},
        f"{FILE}, line 33: NameError: name 'Hidden' is not defined.",
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
        {FILE: (f'name="{NAME}"', 'name="week_6"')},
        f"{FILE}: the assignment calls itself week_6, and has to be called as its file is: {NAME}.",
    ),
    "a draw that fails": (
        {FILE: (DRAW, DRAW.replace("3, 6", "6, 3"))},
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
            FILE: (r"    cases=\(", '    outputs=(Output("Z", ("Z",)), Output("mean", ("mean",))),\n    cases=('),
        },
        f"{FILE}, normalise, case two units, four examples: expected has to give a figure for each output (Z, mean), and "
        "gives none.",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_gets_a_sentence(course, slip):
    edits, says = SLIPS[slip]
    for file, (old, new) in edits.items():
        text = (course.root / file).read_text("utf-8")
        spoilt = re.sub(old, new, text, flags=re.DOTALL)
        assert spoilt != text
        if slip == "outputs without figures":
            spoilt = spoilt.replace("Misconception, Public", "Misconception, Output, Public")
        (course.root / file).write_text(spoilt, "utf-8")
    before = course.files()
    for command, status in ((("release",), 2), (("release", "--check"), None), (("audit",), 2)):
        done = course.autograder(command[0], NAME, *command[1:])
        assert done.returncode in ((1, 2) if status is None else (status,)), command
        assert any(line.startswith(says) for line in done.stderr.splitlines()), (command, done.stderr)
    assert course.files() - {".autograder/secret"} == before
