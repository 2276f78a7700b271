"""The fuzzer of the decoder, guided by what its frames reach: ``python -m tests.attacks.guided -max_total_time=60``.

It needs Atheris, which nothing else here does (``pip install atheris``), and takes the options of libFuzzer.
"""

import struct
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["autograder"]):
    from tests.attacks import fuzz

ASKED = fuzz.asked()
HEAD = struct.Struct("<BH")  # which exercise it answers, and how long the header is


def try_one(data: bytes) -> None:
    if len(data) < HEAD.size:
        return
    exercise, length = HEAD.unpack_from(data)
    header, body = data[HEAD.size : HEAD.size + length], data[HEAD.size + length :]
    fuzz.outcome(fuzz.Frame(header, body), ASKED[exercise % len(ASKED)])


def main() -> None:
    with tempfile.TemporaryDirectory() as corpus:
        for number, of in enumerate(ASKED):
            for nth, frame in enumerate(fuzz.honest(of.right)):
                seed = HEAD.pack(number, len(frame.header)) + frame.header + frame.body
                Path(corpus, f"{number}-{nth}").write_bytes(seed)
        atheris.Setup([*sys.argv, corpus], try_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
