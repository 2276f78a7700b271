"""The course's secret: what hidden cases are drawn from, and which of the 64 sets a student gets."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import numpy as np

from .language import _

SETS = 64
NAME = Path(".autograder") / "secret"
LEAST = 16


class SecretError(Exception):
    """The secret cannot be used; the sentence says why."""


def course_secret(course: Path) -> bytes | None:
    """The secret of a course folder, made on first use; None in CI, where a new one would change every mark."""
    path = course / NAME
    if path.exists():
        return read_secret(path)
    if os.environ.get("CI"):
        return None
    try:
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_secret(path)
    except OSError as error:
        raise SecretError(
            _("The course's secret cannot be written to {path}: {reason}.").format(path=path, reason=error.strerror)
        ) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
    return read_secret(path)


def read_secret(path: Path) -> bytes:
    """The secret in a file.

    Raises
    ------
    SecretError
        If there is no such file, or too little in it.
    """
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise SecretError(
            _("The secret file {path} cannot be read: {reason}.").format(path=path, reason=error.strerror)
        ) from error
    if len(secret) < LEAST:
        raise SecretError(
            _("The secret file {path} holds fewer than {least} characters; write so many random ones into it.").format(
                path=path, least=LEAST
            )
        )
    return secret


def set_of(secret: bytes, student: str, assignment: str) -> int:
    """Which set of drawn cases a student gets: the same at every regrade, another for most neighbours."""
    return int.from_bytes(_keyed(secret, "set", student, assignment)[:8], "big") % SETS


def generator(secret: bytes, assignment: str, number: int, exercise: str, case: str, draw: int) -> np.random.Generator:
    """The generator that one hidden case of one set is drawn from."""
    seed = _keyed(secret, "case", assignment, str(number), exercise, case, str(draw))
    return np.random.Generator(np.random.PCG64(int.from_bytes(seed, "big")))


def fingerprint(secret: bytes) -> str:
    """Tells secrets apart without telling them."""
    return _keyed(secret, "fingerprint").hex()[:16]


def _keyed(secret: bytes, *words: str) -> bytes:
    return hmac.new(secret, "\0".join(words).encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
