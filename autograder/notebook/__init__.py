"""Reads a submission of any age and picks the code that the graded functions need.

The way through the room: `reading` (bytes to cells), `magics` (a cell to plain Python), `program` (cells to statements:
`effects` tells what each does to names, `flow` and `scopes` what it reads, `definitions` what it defines, `outline` the
same of a cell that does not parse), `slicing` (statements to the few that some names need). `tokens` tells stubs.

Standard library only, relative imports only, Python 3.8 and later: this room is staged inside the sandbox.
"""
