"""The packets between the trusted side and the warm parent."""

from __future__ import annotations

import struct

SETTINGS = b"S"  # the first packet, with the descriptor of a file in memory that holds them
ORDER = struct.Struct("<cI")  # FORK (with a descriptor), KILL, or DISMISS: of whose end no word is wanted; its number
REPORT = struct.Struct("<cIii")  # what is told; the child's number; its wait status; its peak memory in KB
FORK, KILL, DISMISS, WARM, READY, ENDED, FAILED = b"F", b"K", b"D", b"W", b"R", b"E", b"X"

ITSELF = 0x7EED_5E1F
"""Stands in the filter of system calls for the number of the process that loads it, and is replaced there."""
