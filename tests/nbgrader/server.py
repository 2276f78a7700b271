"""JupyterLab with nbgrader's extension, as an instructor starts it in the course folder."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.nbgrader.course import BIN, Course

TOKEN = "a-token-for-the-test"


@contextmanager
def jupyterlab(course: Course) -> Iterator[str]:
    """Start the server, wait until it answers, and give its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    home = course.folder.parent / "home"
    variables = course.variables | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
    }
    (home / "config").mkdir()
    quiet = {"LabApp": {"news_url": None, "extension_manager": "readonly"}}
    (home / "config" / "jupyter_lab_config.json").write_text(json.dumps(quiet))
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    options += ["--allow-root"] if os.getuid() == 0 else []
    with (course.folder.parent / "server.log").open("w") as log:
        server = subprocess.Popen(
            [BIN / "jupyter-lab", *options], cwd=course.folder, env=variables, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/api/status?token={TOKEN}", server)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait(url: str, server: subprocess.Popen) -> None:
    for _ in range(600):
        assert server.poll() is None, "JupyterLab ended as it started"
        try:
            with urllib.request.urlopen(url):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("JupyterLab does not answer")
