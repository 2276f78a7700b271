"""Reads a submission of any age and picks the code that the graded functions need.

Standard library only, relative imports only, Python 3.8 and later: this room is staged inside the sandbox.
"""
