"""The answer key of an assignment: its source, executed.

``solutions/<assignment>/`` holds the notebook with its outputs and the helpers that it needs, so that it can be run
where it lies. Its metadata names what it was made from, by digest. Outputs keep no trace of the run: no timings, no
progress bars, no addresses.
"""

import copy
import hashlib
import math
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .. import assignments
from ..language import _
from ..outlets.terminal import THEME
from .notebooks import PipelineError, Place, files, read_notebook, replace_files

LOCKS = ("requirements/dev.txt", "requirements/torch.txt")
KERNEL = ("ipykernel", "ipython", "matplotlib-inline")
"""What makes the outputs, whatever a notebook imports."""
IMPORTED = {
    "matplotlib": "matplotlib",
    "numpy": "numpy",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "torch": "torch",
    "tqdm": "tqdm",
}
"""The distributions of the modules that notebooks and helpers import."""
WIDGET = "application/vnd.jupyter.widget-view+json"
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]*\w)")
NEAR = 1e-6
"""The relative tolerance of `verify`: a training's figures differ in the last digits from machine to machine."""


Watch = Callable[[int, int], None]
"""Is told how many cells of a notebook are executed, and how many it has."""


def unwatched(done: int, cells: int) -> None:
    """Watch nothing."""


def check(course: Path, assignment: str) -> list[str]:
    """Say, a sentence each, in what the committed key is behind its source; nothing is executed."""
    name = f"solutions/{assignment}"
    path = course / name / f"{assignment}.ipynb"
    if not path.is_file():
        return [_("{file} is missing; `autograder release` makes it.").format(file=f"{name}/{path.name}")]
    key, source = read_notebook(path), read_notebook(course / "source" / assignment / path.name)
    was, now = key.metadata.get("autograder", {}).get("made_from", {}), made_from(course, assignment)
    stale = [each for each in sorted(was.keys() | now.keys()) if was.get(each) != now.get(each)]
    template = _("{folder} was made from another {file}; `autograder release` executes it anew.")
    faults = [template.format(folder=name, file=each) for each in stale]
    if [_code(cell) for cell in key.cells] != [_code(cell) for cell in source.cells]:
        faults.append(_("{file} does not hold the cells of its source.").format(file=f"{name}/{path.name}"))
    helpers, found = helper_files(course / "source" / assignment), files(path.parent)
    del found[path.name]
    other = [each for each in sorted(helpers.keys() | found.keys()) if helpers.get(each) != found.get(each)]
    return faults + [_("{file} is not as in the source.").format(file=f"{name}/{each}") for each in other]


def execute(course: Path, assignment: str, watch: Watch = unwatched) -> None:
    """Execute the source anew and write ``solutions/<assignment>/``.

    Raises
    ------
    PipelineError
        If a cell raises, or a check gives the solution less than full points.
    """
    notebook = run(course, assignment, watch)
    failed = [f"source/{assignment}/{assignment}.ipynb, {fault}" for fault in _failed_checks(notebook)]
    if failed:
        raise PipelineError("\n".join(failed))
    key: str = nbformat.writes(notebook) + "\n"
    helpers = helper_files(course / "source" / assignment)
    replace_files(course / "solutions" / assignment, {**helpers, f"{assignment}.ipynb": key.encode()})


def verify(course: Path, assignment: str, watch: Watch = unwatched) -> list[str]:
    """Execute the source again and say, a sentence each, where its outputs differ from those of the committed key."""
    path = course / "solutions" / assignment / f"{assignment}.ipynb"
    faults = check(course, assignment)
    if faults:
        return faults
    executed = run(course, assignment, watch)
    for number, (was, now) in enumerate(zip(read_notebook(path).cells, executed.cells, strict=True), 1):
        place = f"solutions/{assignment}/{path.name}, {Place(number, now.get('id', ''))}"
        faults += [f"{place}: {fault}" for fault in _differences(was.get("outputs", []), now.get("outputs", []))]
    return faults


def progress() -> Progress:
    """A bar for each notebook that is executed, where someone watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(_("cells")))
    console = Console(stderr=True, theme=THEME)
    return Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal)


def watched(bar: Progress, name: str) -> Watch:
    """A watch that moves a bar of its own, which is there from the first cell on."""
    task = bar.add_task(name, visible=False)
    return lambda done, cells: bar.update(task, completed=done, total=cells, visible=True)


def made_from(course: Path, assignment: str) -> dict[str, str]:
    """All that the outputs depend on: the SHA-256 of notebook and helpers, and the locked versions of what they run on.

    Other packages of the lock, as the developers' tools, change no output.
    """
    source = course / "source" / assignment
    parts = {f"{assignment}.ipynb": (source / f"{assignment}.ipynb").read_bytes(), **helper_files(source)}
    imported = [IMPORTED[module] for module in IMPORTED if any(_imports(module, data) for data in parts.values())]
    stamps = {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    return stamps | {name: locked for name in (*KERNEL, *imported) if (locked := _locked(course, name))}


def _imports(module: str, text: bytes) -> bool:
    return re.search(rb"\b(?:import|from) %s\b" % module.encode(), text) is not None


def _locked(course: Path, name: str) -> str:
    """The version of a distribution in the locks; there may be one for each of several Pythons."""
    locks = [(course / lock).read_text("utf-8") for lock in LOCKS if (course / lock).is_file()]
    return ", ".join(re.findall(rf"(?m)^{re.escape(name)}==([^\s;]+)", "\n".join(locks)))


def helper_files(source: Path) -> dict[str, bytes]:
    """What a notebook may need beside it: every file of its folder but notebooks and what only people read."""
    return {
        name: data
        for name, data in files(source).items()
        if not name.endswith((".ipynb", ".md")) and name != "requirements.txt"
    }


def run(course: Path, assignment: str, watch: Watch = unwatched) -> Any:
    """The source notebook with the outputs of a run of its own, in a folder of its own."""
    source = course / "source" / assignment
    notebook = read_notebook(source / f"{assignment}.ipynb")
    metadata = copy.deepcopy(notebook.metadata)
    run_in_folder(notebook, helper_files(source), f"source/{assignment}/{assignment}.ipynb", watch)
    notebook.metadata = metadata
    notebook.metadata["autograder"] = {"made_from": made_from(course, assignment)}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = list(_kept(cell.outputs))
    return notebook


def run_in_folder(notebook: Any, beside: Mapping[str, bytes], name: str, watch: Watch = unwatched) -> None:
    """Run a notebook from top to bottom in a folder of its own, with these files beside it; its outputs are new then.

    Raises
    ------
    PipelineError
        If a cell raises.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    watch(0, len(notebook.cells))
    with tempfile.TemporaryDirectory() as folder:
        replace_files(Path(folder) / "work", beside)
        client = NotebookClient(
            notebook,
            timeout=None,
            kernel_name="python3",
            resources={"metadata": {"path": str(Path(folder) / "work")}},
            store_widget_state=False,
            record_timing=False,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            on_cell_complete=lambda cell, cell_index: watch(cell_index + 1, len(notebook.cells)),
        )
        try:
            client.execute(
                env={
                    **os.environ,
                    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
                    "IPYTHONDIR": folder,  # no start-up files of whoever runs this
                    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # no words about frozen modules on stderr
                    "OMP_NUM_THREADS": "1",  # small matrices gain nothing, and several keys may be executed at once
                    "OPENBLAS_NUM_THREADS": "1",
                }
            )
        except (CellExecutionError, DeadKernelError) as error:
            raise PipelineError(f"{name}, {_failed(notebook, error)}") from None
    watch(len(notebook.cells), len(notebook.cells))


def _failed_checks(notebook: Any) -> Iterator[str]:
    """Where the solutions earn less in the notebook's own test cells than these are worth."""
    for place, score, points in checked(notebook):
        if score < points:
            sentence = _("{place}: the solution gets {score} of {points} points. Mend it, or the assignment file.")
            shown = notebook.cells[place.number - 1].outputs[:-1]  # the last is the score
            said = [each.get("text", "") or each.get("data", {}).get("text/plain", "") for each in shown]
            yield "\n".join([sentence.format(place=place, score=f"{score:g}", points=f"{points:g}"), *said]).rstrip()


def checked(notebook: Any) -> Iterator[tuple[Place, float, float]]:
    """The test cells of an executed notebook that end with a number: what they give, and the most that they can."""
    for number, cell in enumerate(notebook.cells, 1):
        test = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or not test.get("grade") or test.get("solution"):
            continue
        values = [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]
        score = next((float(value) for value in values if NUMBER.fullmatch(value)), None)
        if score is not None:
            yield Place(number, cell.get("id", "")), score, test["points"]


def _failed(notebook: Any, error: Exception) -> str:
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return f"{Place(number, cell.get('id', ''))}: {output.ename}: {output.evalue}"
    return _("the kernel died ({error})").format(error=error)


def _kept(outputs: list[Any]) -> Iterator[Any]:
    """Outputs without the traces of the run; what the kernel happened to send in two pieces is one."""
    stream = None
    for output in outputs:
        if output.output_type == "stream":
            if output.name == "stderr":
                continue
            output.text = ADDRESS.sub(" at 0x…", output.text)
            if stream is not None:
                stream.text += output.text
                continue
            stream = output
        else:
            if WIDGET in output.get("data", {}):
                continue
            if "text/plain" in output.get("data", {}):
                output.data["text/plain"] = ADDRESS.sub(" at 0x…", output.data["text/plain"])
            stream = None
        yield output


def _code(cell: Any) -> tuple[str, str, str]:
    return cell.get("id", ""), cell.cell_type, cell.source


def _differences(was: list[Any], now: list[Any]) -> Iterator[str]:
    if [_kinds(output) for output in was] != [_kinds(output) for output in now]:
        yield _("it has other outputs.")
        return
    for old, new in zip((_text(output) for output in was), (_text(output) for output in now), strict=True):
        if NUMBER.sub("#", old).split() != NUMBER.sub("#", new).split():
            yield _("its text differs.")
            continue
        for a, b in zip(NUMBER.findall(old), NUMBER.findall(new), strict=True):
            if not math.isclose(float(a), float(b), rel_tol=NEAR, abs_tol=1e-12):
                yield _("it gives {got} instead of {expected}.").format(got=b, expected=a)


def _kinds(output: Any) -> tuple[str, ...]:
    return output.output_type, *sorted(output.get("data", {}))


def _text(output: Any) -> str:
    shown = [text for kind, text in sorted(output.get("data", {}).items()) if kind.startswith("text/")]
    return "\n".join([output.get("text", ""), *shown])


def main() -> None:
    """Execute the answer keys named on the command line, or all, and compare: ``make keys``."""
    faults = []
    with progress() as bar, ThreadPoolExecutor(os.cpu_count()) as pool:

        def verified(name: str) -> list[str]:
            try:
                found = verify(Path.cwd(), name, watched(bar, name))
            except PipelineError as error:
                found = [str(error)]
            template = _("{name}: differs") if found else _("{name}: gives the committed numbers")
            sys.stdout.write(template.format(name=name) + "\n")
            return found

        for found in pool.map(verified, sys.argv[1:] or assignments.names()):
            faults += found
    sys.exit("\n".join(faults) if faults else 0)


if __name__ == "__main__":
    main()
