"""Measures the class report: ``python -m benchmarks.report [COUNT]`` makes up results, writes the page, opens it."""

import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from . import synthetic

WORK = Path(__file__).parents[1] / "build" / "bench-report"
QUIET = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update"


def main(count: Annotated[int, typer.Argument(min=1, help="Results to make up.")] = 10_000) -> None:
    """Print what ``autograder report`` takes on so many results, and what its page takes to open."""
    WORK.mkdir(parents=True, exist_ok=True)
    results, page = WORK / "results.jsonl", WORK / "report.html"
    synthetic.write(results, count)
    print(f"{count:,} results, {results.stat().st_size / 1e6:.0f} MB")

    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "autograder", "report", str(results)], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"written in {seconds:.1f} s with its plots, {busy:.1f} s of them at work, {memory:.0f} MB of memory")
    print(f"the page has {page.stat().st_size / 1e6:.1f} MB")

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET.split())
        for number in range(3):
            shown = browser.new_context().new_page()
            started = time.perf_counter()
            shown.goto(page.as_uri())
            shown.locator("#listing tbody tr").first.wait_for()
            print(f"opened in {time.perf_counter() - started:.2f} s" + (" (again)" if number else ""))
        print(f"axe-core: {Axe().run(shown).violations_count} violations")
        browser.close()


if __name__ == "__main__":
    typer.run(main)
