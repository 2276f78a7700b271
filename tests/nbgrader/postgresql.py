"""A PostgreSQL server of one's own: on loopback, with a password, by a user without rights, gone after the test."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql() -> Iterator[str]:
    """Start the server of Debian's package and give the address of an empty database."""
    programs = _programs()
    # Not in pytest's folder, which other users may not enter.
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        data, password = Path(folder) / "data", secrets.token_hex(16)
        (Path(folder) / "password").write_text(password)
        who = _unprivileged(folder)
        choices = ["--username=course", "--auth=scram-sha-256", f"--pwfile={folder}/password"]
        choices += ["--encoding=UTF8", "--locale=C", "--no-sync"]
        initdb = [programs / "initdb", "--pgdata", data, *choices]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **who)
        port = _free_port()
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
        options = " ".join(
            f"-c {name}={value!s}" if value != "" else f"-c {name}=''" for name, value in settings.items()
        )
        control = [programs / "pg_ctl", "--pgdata", data, "--wait", "--log", f"{folder}/log"]
        subprocess.run(
            [*control, "--options", options, "start"], check=True, cwd=folder, stdout=subprocess.DEVNULL, **who
        )
        try:
            yield f"postgresql://course:{password}@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "--mode=immediate", "stop"], cwd=folder, stdout=subprocess.DEVNULL, **who)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    program = str(found[-1]) if found else shutil.which("initdb")
    assert program, "PostgreSQL is missing: make postgresql"
    return Path(program).parent


def _unprivileged(folder: str) -> dict:
    """What a subprocess needs to be no root's; PostgreSQL refuses to run as root, and rightly."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in (folder, f"{folder}/password"):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
