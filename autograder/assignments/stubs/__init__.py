"""Graded functions as they were handed out unfilled, a file for each assignment."""
