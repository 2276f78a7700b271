"""Deep-learning course assignments with their own autograder."""

__version__ = "0.1.0"
