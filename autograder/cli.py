"""The command line: its commands, and the language that it speaks."""

import gc
import gettext
import io
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from . import language
from .language import UnknownLanguage, _
from .sandbox import starting

COMMANDS = {
    "list": "listing",
    "new": "new",
    "import": "importing",
    "release": "release",
    "check": "check",
    "grade": "grade",
    "by-hand": "by_hand",
    "explain": "explain",
    "compare": "compare",
    "report": "report",
    "audit": "audit",
    "publish": "publish",
    "gradescope": "gradescope",
}
"""Every command, with the file of `commands` that it stands in and the function there, which have one name."""

GRADING, NOTEBOOK = ("check", "grade"), (".ipynb", ".py")
"""The commands that start a sandbox in their own process if a single notebook is named; how such a name ends."""

HELP_OPTIONS: dict[str, Any] = {"help_option_names": ["-h", "--help"]}


class CommandLine(TyperGroup):
    """All commands, each read when it is asked for: a start must not wait for the imports of the others.

    Each takes the options of the whole program too, for that is where people write them.
    """

    def list_commands(self, context: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: Any, name: str) -> Any:
        if name in COMMANDS:
            if name in GRADING and sum(word.endswith(NOTEBOOK) for word in sys.argv) == 1:
                starting.ahead()
            return self.loaded(name)
        self.load_all()  # one of them may be meant
        return None

    def loaded(self, name: str) -> Any:
        if name not in self.commands:
            gc.disable()  # nothing of what is imported is garbage, nor ever will be
            module = import_module(f".commands.{COMMANDS[name]}", __package__)
            gc.freeze()
            gc.enable()
            alone = typer.Typer(add_completion=False)
            alone.command(name)(getattr(module, COMMANDS[name]))
            self.commands[name] = typer.main.get_command(alone)
            self.commands[name].params += self.params
            self.explain()
        return self.commands[name]

    def load_all(self) -> None:
        for name in COMMANDS:
            self.loaded(name)

    def explain(self) -> None:
        """Have every help text in the language that is spoken."""
        for part, text in self.help_texts():
            part.help = _(text)

    def help_texts(self) -> Iterator[tuple[Any, str]]:
        """What of the program has a help text, with that in English."""
        for each in (self, *self.commands.values()):
            parts: list[Any] = [each, *each.params, each.get_help_option(typer.Context(each, **HELP_OPTIONS))]
            for part in parts:
                if part.help:
                    part.in_english = getattr(part, "in_english", part.help)
                    yield part, part.in_english


app = typer.Typer(
    cls=CommandLine,
    help="Builds and grades the assignments of a deep-learning course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings=HELP_OPTIONS,
)


def main() -> None:
    """Run the command line; a user's mistake ends with one sentence and status 2."""
    # A second thread of BLAS finds nothing to do here, and waits for it on a core that a sandbox could use.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gettext.bindtextdomain(language.DOMAIN, language.LOCALE)
    gettext.textdomain(language.DOMAIN)  # typer looks its own words up there
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not every terminal, and no log, knows all characters of all names
            stream.reconfigure(errors="backslashreplace")
    command = command_line()
    os.environ["LANGUAGE"] = language.spoken()  # typer and the workers speak it too
    command.explain()
    command()


def command_line() -> CommandLine:
    command = typer.main.get_command(app)
    assert isinstance(command, CommandLine)
    return command


def _speak(context: typer.Context, name: str | None) -> None:
    if name is None:
        return
    try:
        language.use(name)
    except UnknownLanguage as error:
        from .commands.saying import refuse

        refuse(str(error))
    os.environ["LANGUAGE"] = language.spoken()
    line = context.find_root().command
    assert isinstance(line, CommandLine)
    line.explain()


@app.callback()
def _program(
    lang: Annotated[
        str | None,
        typer.Option(
            callback=_speak,
            is_eager=True,
            expose_value=False,
            metavar="LANGUAGE",
            help="The language of all that is said, as en or zh_CN, instead of the system's.",
        ),
    ] = None,
) -> None:
    """Hold the options of the whole program."""
