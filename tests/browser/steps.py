"""What a person does on Compose, in the words of the screen."""


def settled(page):
    """Waits until the page has said all that it has to say, and the app has answered all of it.

    A control says what a hand did a moment later, and the state of the app changes only with its
    first answer: on a busy machine both take a while.
    """
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")
    page.wait_for_function(
        "() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-stale=\"true\"]')"
        " && [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]"
        ".every((found) => found.shadowRoot?.listening)"
        " && (!window.talk || (window.talk.heard > window.talk.said"
        " && performance.now() - window.talk.heard > 30))",
        timeout=60_000,
    )


def rested(page):
    """Waits until the small pictures on the cards have followed the stage, too."""
    page.wait_for_function(
        "() => document.querySelector('[data-look]')?.dataset.look"
        " === document.querySelector('.st-key-stage')?.dataset.alone",
        timeout=60_000,
    )
    settled(page)


def add(page, name):
    """Adds a transform by typing its name.

    Without the mouse, under which the list may open.
    """
    box = page.get_by_label("Add a transform", exact=True)
    box.focus()
    box.fill(name)
    page.get_by_role("option").first.wait_for()
    box.press("Enter")
    page.locator(f"[class*='st-key-card-{name.lower()}-']").first.wait_for()
    page.get_by_role("listbox").wait_for(state="detached")
    settled(page)


def picture(page):
    """Returns the address of the picture that is shown."""
    return page.locator(".st-key-preview img").first.get_attribute("src")


def compare(page):
    """Compares the run that Results shows with the first other one."""
    page.get_by_label("Compare with", exact=True).click()
    page.get_by_role("option").first.click()
    page.keyboard.press("Escape")
    page.locator(".st-key-results-compared").wait_for()
    settled(page)


def wait_for_another_picture(page, old):
    """Waits until another picture than `old` is shown, and returns its address."""
    page.wait_for_function(
        "(old) => { const i = document.querySelector('.st-key-preview img');"
        " return i && i.src && !i.src.endsWith(old) && i.complete; }",
        arg=old,
    )
    settled(page)
    return picture(page)


def names(page):
    """Returns the names on the cards, from top to bottom."""
    return [
        text.strip()
        for text in page.locator(
            "[class*='st-key-head-'] [data-testid='stCheckbox']"
        ).all_inner_texts()
    ]


def upload(page, label, name, data, kind="application/octet-stream"):
    """Chooses one file in the upload field called `label`."""
    field = page.get_by_test_id("stFileUploader").filter(has=page.get_by_text(label, exact=True))
    field.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": data}]
    )


def open_all_settings(page):
    """Opens the settings of every card."""
    panels = page.locator("[class*='st-key-card-'] details")
    for i in range(panels.count()):
        if panels.nth(i).get_attribute("open") is None:
            panels.nth(i).locator("summary").click()
    settled(page)
