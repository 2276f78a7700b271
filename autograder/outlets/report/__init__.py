"""The class report: one page about all results of a grading, for the staff."""
