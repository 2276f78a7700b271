"""The formgrader in JupyterLab, as an instructor uses it: autograde one student, see the score, read the feedback."""

import pytest
from playwright.sync_api import expect

from tests.chromium import chromium, shoot
from tests.jupyterlab import TOKEN, jupyterlab
from tests.nbgrader.course import CHECKS, NAME, scores, submission

pytestmark = pytest.mark.slow

PATIENCE = 60_000  # milliseconds, of a busy machine


@pytest.fixture
def page():
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield page


def close_dialogue(form):
    form.locator(".modal-footer button", has_text="OK").click()
    expect(form.locator(".modal")).to_have_count(0)


def test_autograde_at_the_press_of_a_button(course, page):
    for student in ("hana", "noor", "bea"):
        course.hand_in(student, {f"{NAME}.ipynb": submission(student)})
    with jupyterlab(course.folder, course.folder.parent / "home", course.variables) as address:
        page.goto(f"{address}/lab?token={TOKEN}")
        page.get_by_role("menuitem", name="Nbgrader").click()
        page.get_by_text("Formgrader", exact=True).click()
        form = page.frame_locator("iframe").first
        form.get_by_role("link", name="3", exact=True).click()  # the number of submissions

        hana, noor = (form.locator("tbody tr", has_text=student) for student in ("hana", "noor"))
        expect(hana).to_contain_text("needs autograding")
        shoot(page, "formgrader-1-submissions")
        hana.locator(".autograde a").click()
        expect(form.get_by_text("Successfully autograded 'regularization' for student 'hana'.")).to_be_visible()
        shoot(page, "formgrader-2-autograded")
        close_dialogue(form)
        expect(hana.locator(".score")).to_have_text("30 / 45")
        expect(noor).to_contain_text("needs autograding")
        assert scores(course.url).keys() == {"hana"}

        hana.locator(".generate-feedback a").click()
        expect(form.get_by_text("Successfully generated feedback")).to_be_visible()
        assert "does each of them count once?" in course.feedback("hana")
        close_dialogue(form)
        shoot(page, "formgrader-3-scored")

        form.get_by_role("link", name="Manual Grading").click()
        form.get_by_role("link", name=NAME).click()
        form.get_by_role("link", name=NAME, exact=True).last.click()
        form.get_by_role("link", name="Submission #1").click()
        said = form.locator(".autograder").first
        expect(said).to_contain_text("Look at the sum over the layers: does each of them count once?")
        said.scroll_into_view_if_needed()
        shoot(page, "formgrader-4-feedback")
        given = [form.locator(f"input.score[id='{check}']") for check in CHECKS]
        assert [each.get_attribute("placeholder") for each in given] == ["0", "10", "10", "10"]

        # A person decides otherwise, and that holds.
        given[0].fill("4.5")
        with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
            given[0].press("Tab")
        shoot(page, "formgrader-5-decided")
        assert scores(course.url)["hana"][CHECKS[0]] == 4.5
