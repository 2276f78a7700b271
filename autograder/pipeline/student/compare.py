"""In a release, the file of comparisons stands here; in the house it is at home in the grading room."""

from autograder.grading.compare import Difference, compare, kind_of

__all__ = ["Difference", "compare", "kind_of"]
