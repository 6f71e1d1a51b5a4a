"""On a narrow window the contents, of the book and of the page, open by their buttons."""

import pytest


@pytest.fixture
def phone(browser, served):
    page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.goto(f"{served}/book/03-padding-stride.html")
    yield page
    page.context.close()


@pytest.mark.parametrize(
    "kind, link, place",
    [
        ("primary", "5. Subsampling", "05-subsampling.html"),
        ("secondary", "What the floor drops", "#what-the-floor-drops"),
    ],
)
def test_contents_open_lead_on_and_close(phone, kind, link, place):
    assert phone.locator(f".bd-sidebar-{kind} a:visible").count() == 0
    button = phone.locator(f".{kind}-toggle:visible")
    button.click()
    phone.wait_for_selector("dialog[open]")
    phone.keyboard.press("Escape")
    phone.wait_for_selector("dialog[open]", state="detached")
    button.click()
    phone.locator(f"dialog[open] a:visible:has-text({link!r})").click()
    phone.wait_for_url(f"**{place}")


def test_on_a_wide_window_the_contents_fold(phone):
    phone.set_viewport_size({"width": 1280, "height": 900})
    contents = phone.locator(".bd-sidebar-primary a:visible")
    count = contents.count()
    assert count > 15
    phone.locator(".primary-toggle:visible").click()
    phone.wait_for_selector(".bd-sidebar-primary a", state="hidden")
    phone.locator(".primary-toggle:visible").click()
    phone.wait_for_selector(".bd-sidebar-primary a >> visible=true")
    assert contents.count() == count
