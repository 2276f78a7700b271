"""What people grade by hand: laid out safely, whatever a student wrote, and read back as decisions."""

import base64
import csv
import json
import shutil
import struct
import zlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright

from autograder.by_hand import shown
from autograder.notebook.prose import prose
from autograder.notebook.reading import Unreadable
from autograder.printing import pdf
from tests.handed_in import COST, IMPORTS, notebook
from tests.people.command import EXAMPLES, results_in, run, table

HOSTILE = """<script>document.title = "broken"</script><img src="http://127.0.0.1:9/x" onerror="document.title = ''">
</div></main>{{ 7 * 7 }} [a link](javascript:alert(1)) \u202eback\u202c <style>body { display: none }</style>
"""


def png(width=4, height=4, claimed=None):
    """A picture; it may claim to be of another size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", *(claimed or (width, height)), 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80\x20\x40" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width, height):
    return b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08" + struct.pack(">HH", height, width) + b"\1\1\x11\0\xff\xda\0\2"


def encoded(data):
    return base64.b64encode(data).decode()


def handed_in(*further, answer=HOSTILE, **fields):
    """A submission with a written answer, and with pictures in the prose and in the outputs."""
    whole = json.loads(notebook(IMPORTS, COST))
    code = dict(whole["cells"][-1])
    code["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {kind: encoded(data)}} for kind, data in further
    ]
    nbgrader = {"grade_id": "answer", "grade": True, "solution": True}
    prose = {"cell_type": "markdown", "id": "a", "metadata": {"nbgrader": nbgrader}, "source": answer.splitlines(True)}
    prose["attachments"] = {"image.png": {"image/png": encoded(png(30, 30))}}
    return json.dumps(whole | {"cells": [*whole["cells"], code, prose]} | fields).encode()


@pytest.fixture
def lay_out(tmp_path):
    def lay_out(data, *options):
        place = tmp_path / "submitted" / "ada" / "regularization"
        place.mkdir(parents=True, exist_ok=True)
        (place / "regularization.ipynb").write_bytes(data)
        run("by-hand", tmp_path / "submitted", "--out", tmp_path / "hand", *options)
        return tmp_path / "hand" / "ada" / "regularization.html"

    return lay_out


def test_a_class_is_laid_out_graded_and_counted(tmp_path, secret):
    students = [EXAMPLES / name for name in ("theo", "june", "amir", "gus")]
    naming = ("--assignment", "regularization")
    told = run("by-hand", *students, "--out", tmp_path / "hand", *naming, "--pdf").stdout
    assert "1 answer waits for points" in told
    rows = table(tmp_path / "hand" / "to-grade.csv")
    states = [(row["student"], row["exercise"], row["state"]) for row in rows]
    assert states[0] == ("amir", "answer", "not found")
    assert ("june", "answer", "not answered") in states
    assert ("theo", "answer", "") in states
    page = (tmp_path / "hand" / "theo" / "regularization.html").read_text()
    assert "Dropout. It is one ball in two hundred better than L2" in page
    assert (tmp_path / "hand" / "theo" / "regularization.pdf").read_bytes().startswith(b"%PDF-")
    assert b"/Subtype /Image" in (tmp_path / "hand" / "amir" / "regularization.pdf").read_bytes()

    for row in rows:
        row["points"] = "3" if row["student"] == "theo" else ""
    with (tmp_path / "decided.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    run("grade", *students[:1], "--overrides", tmp_path / "decided.csv", "--out", tmp_path / "out", *naming)
    assert results_in(tmp_path / "out")["theo"]["max_score"] == 45


def test_whoever_grades_need_not_know_whom(tmp_path, secret):
    hidden = ("--anonymise", "--secret-file", secret)
    run("by-hand", EXAMPLES / "theo", "--out", tmp_path / "hand", *hidden)
    (row,) = table(tmp_path / "hand" / "to-grade.csv")
    assert "theo" not in (tmp_path / "hand" / row["page"]).read_text()
    (tmp_path / "decided.csv").write_text(
        f"student,exercise,points,assignment\n{row['student']},answer,5,regularization\n"
    )
    options = ("--overrides", tmp_path / "decided.csv", "--secret-file", secret, "--out", tmp_path / "out")
    run("grade", EXAMPLES / "theo", *options)
    assert results_in(tmp_path / "out")["theo"]["exercises"][-1]["override"]["points"] == 5


def test_of_several_attempts_the_last_is_laid_out(tmp_path):
    for time, answer in (("2024-03-02 10:00:00", "the later one"), ("2024-03-01 10:00:00", "the earlier one")):
        place = tmp_path / "in" / time / "ada" / "regularization"
        place.mkdir(parents=True)
        (place / "regularization.ipynb").write_bytes(handed_in(answer=answer))
    told = run("by-hand", tmp_path / "in", "--out", tmp_path / "hand").stdout
    assert "1 submission is laid out" in told
    assert "1 is not: an earlier attempt" in told
    (row,) = table(tmp_path / "hand" / "to-grade.csv")
    assert "the later one" in (tmp_path / "hand" / row["page"]).read_text()


def test_a_hostile_answer_is_text_and_its_pictures_are_pictures(lay_out, tmp_path):
    page = lay_out(
        handed_in(
            ("image/png", png(20, 10)),
            ("image/png", png(claimed=(60_000, 60_000))),
            ("image/png", b"<svg onload='alert(1)'>"),
            ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
            ("image/png\"><script>document.title='broken'</script>", b""),
        )
    )
    text = page.read_text()
    assert "<script>" not in text
    assert "\u202e" not in text
    assert text.count("data:image/") == 2
    asked = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        sheet = browser.new_page()
        sheet.on("request", lambda request: asked.append(request.url))
        sheet.goto(page.as_uri())
        assert sheet.title() == "Regularization, ada"
        assert "{{ 7 * 7 }} [a link](javascript:alert(1))" in sheet.inner_text(".prose")
        assert sheet.eval_on_selector_all("img", "each => each.map(i => i.naturalWidth)") == [20, 30]
        assert sheet.locator("a").count() == 0
        assert sheet.get_by_text("Not shown").count() == 4
        problems = Axe().run(sheet).response["violations"]
        assert [each["id"] for each in problems if each["impact"] in ("serious", "critical")] == []
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_a_notebook_that_lost_its_ids_shows_the_prose_that_was_not_handed_out(lay_out):
    whole = json.loads(handed_in(answer="I would take dropout."))
    for cell in whole["cells"]:
        cell["metadata"], cell["id"] = {}, "x"
    text = lay_out(json.dumps(whole).encode()).read_text()
    assert "not found" in text
    assert "I would take dropout." in text


def test_a_page_is_printed_without_a_network_or_the_files_of_this_machine(tmp_path):
    (tmp_path / "secret.png").write_bytes(png(50, 50))
    for source, there in ((f"data:image/png;base64,{encoded(png(50, 50))}", True), ("file:///{}", False)):
        page = tmp_path / "page.html"
        place = source.format(str(tmp_path / "secret.png").lstrip("/"))
        style = f"width: 50px; height: 50px; print-color-adjust: exact; background: url({place})"
        page.write_text(f'<p>text</p><div style="{style}"></div>')
        assert (b"/Subtype /Image" in pdf(page)) is there


def test_without_chromium_pdf_is_refused_before_anything_is_written(tmp_path):
    done = run("by-hand", EXAMPLES / "theo", "--out", tmp_path / "hand", "--pdf", PATH="/nowhere", status=2)
    assert "PDF is made by Chromium within bubblewrap" in done.stderr
    assert not (tmp_path / "hand").exists()


def test_pictures_of_old_notebooks_are_found():
    outputs = [{"output_type": "display_data", "png": encoded(png())}]
    cells = [{"cell_type": "code", "input": "", "outputs": outputs}, {"cell_type": "markdown", "source": ["a\n", "b"]}]
    data = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    assert prose(data) == ([(2, "", "a\nb")], [(1, "image/png", png())])


@pytest.mark.parametrize(
    ("kind", "data", "may"),
    [
        ("image/png", png(), True),
        ("image/png", png(claimed=(30_001, 1)), False),
        ("image/png", png(claimed=(10_000, 10_000)), False),
        ("image/png", png(claimed=(0, 4)), False),
        ("image/png", jpeg(4, 4), False),
        ("image/jpeg", jpeg(4, 4), True),
        ("image/jpeg", jpeg(30_001, 4), False),
        ("image/jpeg", jpeg(4, 4)[:8], False),
        ("image/svg+xml", png(), False),
    ],
)
def test_only_pictures_of_a_harmless_size_are_shown(kind, data, may):
    assert shown(kind, data) is may


@given(st.sampled_from(["image/png", "image/jpeg"]), st.binary(max_size=60))
def test_no_bytes_break_the_look_at_a_picture(kind, data):
    for start in (b"", b"\xff\xd8\xff", png()[:16]):
        assert shown(kind, start + data) in (True, False)


PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
NAMES = st.sampled_from(
    "cells cell_type source markdown outputs data attachments metadata nbgrader grade_id png".split()
)
JSON = st.recursive(PLAIN | NAMES, lambda each: st.lists(each, max_size=3) | st.dictionaries(NAMES, each, max_size=4))


@given(st.lists(JSON, max_size=5), st.binary(max_size=50))
def test_any_notebook_is_read_or_refused(cells, data):
    for each in (json.dumps({"cells": cells}).encode(), data):
        try:
            passages, pictures = prose(each)
        except Unreadable:
            continue
        assert all(isinstance(text, str) for _cell, _id, text in passages)
        assert all(isinstance(shown, bytes) for _cell, _kind, shown in pictures)
