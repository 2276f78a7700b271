"""An assignment from a notebook that was written for nbgrader or for otter-assign: ``autograder import``."""
