"""What the documentation quotes is what the program says."""

import re

import pytest

from scripts import texts
from tests.docs.written import text

QUOTED = re.findall(r"(?m)^> (.+)$", text("docs/troubleshooting.md"))


def pattern(template):
    return "".join(".+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w*\})", template))


def told(template):
    """Whether a template has words of its own: `{type}: {text}.` would fit anything."""
    return len(re.sub(r"\{\w*\}|\W", "", template)) >= 8


TEXTS = {each for said, _place in texts.said() for each in ([said] if isinstance(said, str) else said)}
PATTERNS = [re.compile(pattern(each)) for each in sorted(TEXTS) if told(each)]


@pytest.mark.parametrize("sentence", QUOTED)
def test_the_program_says_it(sentence):
    assert any(each.fullmatch(sentence) for each in PATTERNS), sentence
