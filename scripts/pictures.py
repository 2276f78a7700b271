"""Draws the pictures of README and site that show pages: ``python -m scripts.pictures``, with Chromium.

The feedback page is that of the example class's Vito, with a secret that is always the same.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZE = {"width": 960, "height": 900}


def main() -> None:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit("There is no Chromium: run make browser.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        secret = Path(folder) / "secret"
        secret.write_text("of the examples, for everybody to see")
        handed_in = ROOT / "examples" / "submitted" / "vito" / "regularization"
        command = [sys.executable, "-m", "autograder", "--lang", "en", "grade", handed_in, "--student", "vito"]
        subprocess.run([*command, "--html", folder, "--secret-file", secret, "--quiet"], cwd=ROOT, check=True)
        shown = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            page = shown.new_page(viewport=SIZE, color_scheme=scheme)
            page.goto((Path(folder) / "vito" / "regularization.html").as_uri())
            name = "feedback.png" if scheme == "light" else "feedback-dark.png"
            page.screenshot(path=IMAGES / name)
            print(f"{(IMAGES / name).relative_to(ROOT)} is drawn.")


if __name__ == "__main__":
    main()
