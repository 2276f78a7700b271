"""Regions are found by every marker that real notebooks have, and by nothing that only looks like one."""

import pytest

from autograder.pipeline.markers import Region, Style, find_regions
from autograder.pipeline.notebooks import PipelineError, Place

PLACE = Place(7, "cost")


@pytest.mark.parametrize(
    ("start", "end", "style"),
    [
        ("### START CODE HERE ### (approx. 1 line)", "### END CODE HERE ###", Style.CLASSIC),
        ("### START CODE HERE ### (≈ 2 lines of code)", "### END CODE HERE ###", Style.CLASSIC),
        ("### START CODE HERE ###", "### END CODER HERE ###", Style.CLASSIC),
        ("# START CODE HERE", "#END CODE HERE", Style.CLASSIC),
        ("# YOUR CODE STARTS HERE", "# YOUR CODE ENDS HERE", Style.RECENT),
        ("### BEGIN SOLUTION", "### END SOLUTION", Style.NBGRADER),
    ],
)
def test_every_variant_of_the_markers(start, end, style):
    source = f"def f():\n    {start}\n    # (approx. 4 lines)\n    x = 1\n    {end}\n    return x"
    assert find_regions(source, PLACE) == (Region(style, 2, 5),)


def test_several_regions_in_one_cell_come_from_top_to_bottom():
    region = "### START CODE HERE ###\nx = 1\n### END CODE HERE ###\n"
    assert [found.start for found in find_regions(region * 3, PLACE)] == [1, 4, 7]


@pytest.mark.parametrize(
    "source",
    [
        'text = "### START CODE HERE ###"',
        'def f():\n    """Write between\n    ### START CODE HERE ###\n    and the end.\n    """',
        "# Write between ### START CODE HERE ### and ### END CODE HERE ###.\nx = 1",
        "%%bash\n### START CODE HERE ###",
        "# START CODE HEREAFTER",
    ],
)
def test_what_only_mentions_a_marker_is_none(source):
    assert find_regions(source, PLACE) == ()


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("x = 1\n### START CODE HERE ###\ny = 2", 2, "nothing ends the region"),
        ("x = 1\n\n### END CODE HERE ###", 3, "nothing starts"),
        ("### START CODE HERE ###\n# YOUR CODE STARTS HERE\n### END CODE HERE ###", 2, "inside the region"),
        ("# YOUR CODE STARTS HERE\nx = 1\n### END CODE HERE ###", 3, "does not match"),
        ("x = 1  ### START CODE HERE ###\n### END CODE HERE ###", 1, "a line of its own"),
    ],
)
def test_a_marker_that_does_not_fit_is_named_with_cell_and_line(source, line, says):
    with pytest.raises(PipelineError, match=rf"^cell 7 \(id cost\), line {line}: .*{says}"):
        find_regions(source, PLACE)


def test_a_cell_with_markers_that_is_no_python_is_named():
    with pytest.raises(PipelineError, match=r"cell 7 .*does not parse"):
        find_regions("### START CODE HERE ###\nx = (\n### END CODE HERE ###", PLACE)
