"""Runs under a course's Python (3.8+), on the trusted side: says which files a sandbox needs to run that Python.

``python probe.py look NAME…`` prints, as JSON, the interpreter, its standard library, the distributions and their
files; ``python probe.py map SITE NAME…`` imports the staged distributions once, so that their bytecode lies beside
them, and prints the shared libraries that the process has mapped.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import json
import os
import re
import sys
import sysconfig
from typing import Any, Dict, List, Set


def look(names: List[str]) -> Dict[str, Any]:
    files, stamps, missing = {}, [], []
    for name in closure(names):
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
            continue
        for entry in distribution.files or []:
            place = os.path.normpath(str(entry))
            if not place.startswith("..") and not place.endswith(".pth") and "direct_url" not in place:
                files[place] = os.path.realpath(str(distribution.locate_file(entry)))
        stamps.append(str(distribution.locate_file(next(e for e in distribution.files or [] if e.name == "RECORD"))))
    return {
        "executable": os.path.realpath(getattr(sys, "_base_executable", sys.executable)),
        "standard_library": os.path.realpath(sysconfig.get_path("stdlib")),
        "version": "%d.%d.%d" % sys.version_info[:3],
        "files": files,
        "stamps": stamps,
        "missing": [name for name in missing if name in names],
    }


def closure(names: List[str]) -> List[str]:
    """The distributions and all that they require without extras, as far as it is installed."""
    found: List[str] = []
    seen: Set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        found.append(name)
        try:
            required = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        waiting += [re.split(r"[^\w.-]", line)[0] for line in required if "extra ==" not in line]
    return found


def map_libraries(site: str, names: List[str]) -> Dict[str, Any]:
    sys.path.insert(0, site)
    for name in names:
        importlib.import_module(name)
    folder = os.path.join(sysconfig.get_path("stdlib"), "lib-dynload")
    for name in sorted({entry.split(".")[0] for entry in os.listdir(folder)} - {"_tkinter", "readline"}):
        # A module whose own library is not on this machine is of no use in the sandbox either.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    libraries = set()
    with open("/proc/self/maps") as maps:
        for line in maps:
            path = line.split(None, 5)[-1].strip()
            if re.search(r"\.so(\.[\d.]+)?$", path) and not path.startswith((site, sysconfig.get_path("stdlib"))):
                libraries.add(path)
    return {"libraries": sorted(libraries)}


if __name__ == "__main__":
    print(json.dumps(look(sys.argv[2:]) if sys.argv[1] == "look" else map_libraries(sys.argv[2], sys.argv[3:])))
