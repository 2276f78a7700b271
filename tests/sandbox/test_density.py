"""The memory of the warm parent: no gaps that children would fill, and little taken to be rid of them."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

GAPS = """
import json
from autograder.sandbox.inside.density import fill_gaps

def own():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))

def pages(size):
    made = [bytes(size) for _ in range(64)]
    return len({id(each) >> 12 for each in made})

kept = [bytes(100 * 2 ** (number % 3)) for number in range(20_000)]
del kept[::40]  # there are gaps now
before, scattered = own(), [pages(size) for size in (100, 200, 400)]
fill_gaps()
print(json.dumps({"kilobytes": own() - before, "scattered": scattered, "close": [pages(n) for n in (100, 200, 400)]}))
"""


def test_what_is_made_after_the_gaps_are_filled_lies_together():
    command = [sys.executable, "-c", GAPS]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    assert all(close < scattered / 3 for close, scattered in zip(told["close"], told["scattered"], strict=True))
    assert told["kilobytes"] < 8_000
