"""Every command of the documentation is run as it stands there, and prints what the page says it prints."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest

from autograder.cli import COMMANDS, command_line

from .course import course, run
from .elsewhere import FOLLOWED, MAKE, NOT_HERE, SLOW, TESTED
from .written import CODE, PAGES, ROOT, Shown, commands, shown, steady, text

SHOWN = [each for page in PAGES for each in shown(page)]
TARGETS = set(re.findall(r"(?m)^([a-z-]+):.*## ", text("Makefile")))
OURS = re.compile(r"^\s*(?:[\w./]+/)?autograder (?P<rest>[a-z].*)")
"""A command of this program, wherever it is installed."""


def elsewhere(command: str) -> str | None:
    """What runs a command that the tests here do not run, or why nothing does."""
    make = re.match(r"make ([a-z-]+)", command)
    if make:
        return MAKE.get(make[1])
    return next((why for part, why in (TESTED | NOT_HERE).items() if part in command), None)


def here(page: str) -> list[Shown]:
    return [each for each in shown(page) if page not in FOLLOWED and elsewhere(each.command) is None]


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=[pytest.mark.heavy] * (page in SLOW)) for page in PAGES if here(page)]
)
def test_a_page_s_commands_do_what_it_says(page, tmp_path):
    place = course(tmp_path / "course", page)
    script = [""]
    for each in here(page):
        if each.output is None:
            script.append(each.command)  # a shell remembers what the lines before it set
            done = run(place, "set -e\n" + "\n".join(script))
            assert done.returncode == 0, f"{each.command}\n{done.stdout}"
            script = [line for line in script if line.startswith("export ")]
        else:
            printed = run(place, each.command).stdout
            assert "Traceback" not in printed, printed
            assert each.holds(printed), (
                f"{page} records another output of\n$ {each.command}\nthan\n{steady(printed)}\n"
                f"`make recorded PAGE={page}` records it anew."
            )


def test_the_program_of_the_reference_prints_what_it_says(tmp_path):
    page = text("docs/reference.md")
    place = course(tmp_path / "course", "docs/reference.md")
    (place / "program.py").write_text(re.search(r"(?s)```python\n(.*?)```", page)[1])
    printed = run(place, "python program.py").stdout.strip()
    assert f"which prints `{printed}`." in page


def test_all_commands_have_an_example_with_its_output():
    """A command that writes into the package itself has it on a page of its own, with a test of its own."""
    tried = {
        match["rest"].split()[0]
        for each in SHOWN
        for match in [OURS.match(each.command)]
        if match and (each.output or (elsewhere(each.command) or "").startswith("tests/"))
    }
    assert tried >= set(COMMANDS)


@pytest.mark.parametrize("shown", [each for each in SHOWN if elsewhere(each.command)], ids=lambda each: each.command)
def test_what_is_not_run_here_has_its_form(shown):
    for command in commands(shown.command):
        for line in command.splitlines():
            match = OURS.match(line)
            if match:
                understood(match["rest"])
    where = elsewhere(shown.command)
    if where.startswith(("tests/", ".ci/")):
        assert (ROOT / where).exists(), where
    make = re.match(r"make ([a-z-]+)", shown.command)
    assert make is None or make[1] in TARGETS


@pytest.mark.parametrize("page", PAGES)
def test_what_is_named_in_a_sentence_exists(page):
    """Commands in the running text: that the command, its options, the target or the module is there."""
    for code in CODE.findall(text(page)):
        words = code.replace("[", " ").replace("]", " ").split()
        match words:
            case ["autograder" | ".venv/bin/autograder", *rest] if rest and re.match("[a-z]", rest[0]):
                understood(" ".join(rest))
            case ["make", target, *_] if re.fullmatch("[a-z-]+", target):
                assert target in TARGETS, code
            case ["python", "-m", module, *_] if module.startswith(("autograder", "benchmarks", "scripts", "tests")):
                assert find_spec(module), code


def understood(arguments: str) -> None:
    """Refuse a command that there is not, and options that it does not have."""
    name, *rest = shlex.split(arguments.replace("\\", " "), comments=True)
    assert name in COMMANDS, f"There is no `autograder {name}`."
    command = command_line().loaded(name)
    known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)} | {"-h", "--help"}
    used = {word.partition("=")[0] for word in rest if re.match("--?[a-z]", word)}
    assert used <= known, f"`autograder {name}` has no {sorted(used - known)}."


@pytest.mark.parametrize("page", PAGES)
def test_links_between_files_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text(page)):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_make_help_lists_every_target():
    done = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True)
    assert {line.split()[1] for line in done.stdout.splitlines()} == TARGETS


def test_a_command_that_there_is_not_is_noticed():
    with pytest.raises(AssertionError):
        understood("grad x.ipynb")
    with pytest.raises(AssertionError):
        understood("grade x.ipynb --outt results")


def test_another_output_is_noticed():
    each = Shown("", "", "first\n…\nlast of 3.5 s\n")
    assert each.holds("first\nmore\nlast of 4 s\n")
    assert not each.holds("first\nmore\nlast of 4 m\n")
    assert not each.holds("last of 4 s\n")


def test_pages_that_are_followed_have_a_test_that_follows_them():
    for page, test in FOLLOWED.items():
        if (ROOT / page).exists():
            assert page in text(test)


@pytest.mark.heavy
def test_make_demo(tmp_path):
    """What `make demo` calls, in a copy of this folder with this environment."""
    tree = tmp_path / "tree"
    left_out = shutil.ignore_patterns(".venv", ".git", "build", ".*_cache", "__pycache__", ".environments")
    shutil.copytree(ROOT, tree, ignore=left_out, symlinks=True)
    (tree / ".venv").symlink_to(sys.prefix)
    environment = os.environ | {"PYTHONPATH": str(tree)}
    done = subprocess.run(["scripts/demo"], cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
