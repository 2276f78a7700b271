"""Brings the catalogues of ``autograder/locale`` up to date with what the package says: ``make texts``.

New texts appear untranslated, texts that nobody says any more disappear, and what gettext reads is compiled anew.
"""

import ast
import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from autograder import assignments
from autograder.cli import command_line
from autograder.language import DOMAIN, LOCALE
from autograder.model import Exercise

ROOT = Path(__file__).parents[1]
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
READ = [("**.py", "scripts.texts:calls"), ("**/templates/**.html", "jinja2")]
TYPER = (
    "(deprecated) ",
    "Aborted!",
    "Aborted.",
    "Arguments",
    "Commands",
    "Error",
    "Missing command.",
    "No such command {name!r}.",
    "Options",
    "Try [blue]'{command_path} {help_option}'[/] for help.",
    "[default: {}]",
    "[required]",
)
"""What typer looks up of its own."""

HEAD = "# What autograder says, in another language. `make texts` brings it up to date; a test finds what is missing."
WHO = dict.fromkeys(("msgid_bugs_address", "last_translator", "language_team"), "the autograder authors")

Text = str | tuple[str, str]


def said() -> Iterator[tuple[Text, str]]:
    """Every text of the package's own that users may see, the forms of a plural together, with its file.

    What an instructor's own assignments say is shown in the language that it is written in.
    """
    package = ROOT / "autograder"
    found = extract_from_dir(package, READ, keywords=KEYWORDS, comment_tags=())
    yield from ((text, f"autograder/{file}") for file, _line, text, _comments, _context in found)
    command = command_line()
    command.load_all()
    yield from ((text, "autograder/cli.py") for _part, text in command.help_texts())
    yield from ((text, "typer") for text in TYPER)
    for name in assignments.COURSE:
        assignment = assignments.load(name)
        texts = [assignment.title, *(text for exercise in assignment.exercises for text in _of_exercise(exercise))]
        yield from ((text, f"autograder/assignments/{name}.py") for text in texts)


def calls(
    file: IO[bytes], keywords: Collection[str], comment_tags: object, options: object
) -> Iterator[tuple[int, str, list[str], list[str]]]:
    """Extract the literals of a Python file, also those within f-strings, as Babel asks for it."""
    for node in ast.walk(ast.parse(file.read())):
        match node:
            case ast.Call(func=ast.Name(id=name), args=given) if name in keywords:
                texts = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                if texts:
                    yield node.lineno, name, texts, []


def _of_exercise(exercise: Exercise) -> Iterator[str]:
    yield from (case.name for case in exercise.cases)
    yield from (variant.remark for variant in exercise.variants)
    yield from (output.name for output in exercise.outputs if is_words(output.name))
    if exercise.term is not None:
        yield exercise.term[0]
    for misconception in exercise.misconceptions:
        yield from (misconception.look, misconception.hint)


def is_words(name: str) -> bool:
    """Tell the name of an output that is English, as ``step of W1``, from one that is code, as ``dW1``."""
    return " " in name or re.fullmatch("[a-z]{4,}", name) is not None


def catalogue(language: str, before: Catalog | None = None) -> Catalog:
    """The catalogue of a language: all that is said, with the translations that there were before."""
    template = Catalog(domain=DOMAIN, project=DOMAIN, charset="utf-8", fuzzy=False)
    for text, place in said():
        template.add(text, locations=[(place, 0)])
    new = before or Catalog(language, DOMAIN, HEAD, DOMAIN, "0", fuzzy=False, **WHO)
    new.update(template, no_fuzzy_matching=True, update_creation_date=False)
    new.obsolete.clear()
    return new


def main() -> None:
    for folder in sorted(LOCALE.iterdir()):
        path = folder / "LC_MESSAGES" / f"{DOMAIN}.po"
        before = read_po(path.open("rb"), folder.name, DOMAIN) if path.exists() else None
        new = catalogue(folder.name, before)
        with path.open("wb") as file:
            write_po(file, new, width=120, include_lineno=False, sort_by_file=True)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, new)
        missing = sum(not all(each.string if each.pluralizable else [each.string]) for each in new if each.id)
        sys.stdout.write(f"{folder.name}: {len(new)} texts, {missing} without translation\n")


if __name__ == "__main__":
    main()
