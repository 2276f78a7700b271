"""The known wrong ways to do each exercise, a file for each assignment."""
