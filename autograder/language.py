"""The language that users are spoken to in: sentences are English here, and gettext has the others.

Catalogues lie in ``locale/``. A template is translated first and filled afterwards, so what a student chose is never
looked up: ``_("{path} does not exist.").format(path=path)``.
"""

import gettext
import os
import re
from pathlib import Path

DOMAIN = "autograder"
LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
ALIASES = {"zh": "zh_CN", "zh_Hans": "zh_CN", "zh_Hans_CN": "zh_CN", "zh_SG": "zh_CN"}


class UnknownLanguage(Exception):
    """There is no catalogue of that language; the sentence names those that there are."""


class Spoken:
    """The language in use, one for the whole process."""

    name = ENGLISH
    texts = gettext.NullTranslations()


def languages() -> tuple[str, ...]:
    """The languages that there are."""
    return (ENGLISH, *sorted(file.parents[1].name for file in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def use(language: str | None = None) -> None:
    """Speak a language from now on; without one the locale's, or English where there is no catalogue of that.

    Raises
    ------
    UnknownLanguage
        If there is no catalogue of the language that was asked for.
    """
    name = _of_locale() if language is None else _known(language)
    if name is None:
        there_are = ", ".join(languages())
        raise UnknownLanguage(
            _("There are no texts in the language {language}; there are: {languages}.").format(
                language=language, languages=there_are
            )
        )
    Spoken.name, Spoken.texts = name, gettext.NullTranslations()
    if name != ENGLISH:
        Spoken.texts = gettext.translation(DOMAIN, LOCALE, [name])


def spoken() -> str:
    """The language in use, as systems write it: ``zh_CN``."""
    return Spoken.name


def tag() -> str:
    """The language in use, as web pages write it: ``zh-CN``."""
    return spoken().replace("_", "-")


def _(text: str) -> str:
    """``text`` in the language in use; as it is where that has no words for it."""
    return Spoken.texts.gettext(text) if text else ""  # an empty one would be the catalogue's own head


def N_(text: str) -> str:
    """Mark a text for the catalogues where it stands, which is looked up when it is said."""
    return text


def plural(one: str, many: str, number: int) -> str:
    """The text for a number of things: ``plural("{n} file", "{n} files", n).format(n=n)``."""
    return Spoken.texts.ngettext(one, many, number)


def _of_locale() -> str:
    """The first language of the environment that there are texts in; what stands behind English is not wanted."""
    wanted = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), ENGLISH)
    return next(filter(None, map(_known, wanted.split(":"))), ENGLISH)


def _known(language: str) -> str | None:
    """The name of the catalogue for a language, however it is written: ``zh-CN``, ``zh_CN.UTF-8``, ``zh_Hans``."""
    plain = re.split(r"[.@]", language)[0].replace("-", "_")
    if plain in ("C", "POSIX") or plain.partition("_")[0].lower() == ENGLISH:
        return ENGLISH
    written = {each.lower(): each for each in languages()} | {each.lower(): of for each, of in ALIASES.items()}
    return written.get(plain.lower())


use()
