"""JupyterLab, started in a folder as people start it, with a home of its own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "jupyter-lab"
TOKEN = "a-token-for-the-test"


@contextmanager
def jupyterlab(folder: Path, home: Path, variables: Mapping[str, str], without: tuple[str, ...] = ()) -> Iterator[str]:
    """Start the server in a folder, wait until it answers, and give its address.

    It asks nobody for news. Its settings and its log lie in ``home``; ``without`` names extensions that are left out.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    config = home / "config"
    (config / "labconfig").mkdir(parents=True)
    settings = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    pages = {"disabledExtensions": dict.fromkeys(without, True)}
    (config / "jupyter_lab_config.json").write_text(json.dumps({"LabApp": {"extension_manager": "readonly"}}))
    (config / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(settings))
    (config / "labconfig" / "page_config.json").write_text(json.dumps(pages))
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    options += ["--allow-root"] if os.getuid() == 0 else []
    places = {"JUPYTER_CONFIG_DIR": str(config), "JUPYTER_RUNTIME_DIR": str(home / "run")}
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen([PROGRAM, *options], cwd=folder, env={**variables, **places}, stdout=log, stderr=log)
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
