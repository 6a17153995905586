"""A person's own pictures: a button at the stage for them, and files dropped anywhere on it.

They are handed to the field *Images*, so that they are read, refused and named as any upload is.
"""

import streamlit as st

# The field is the one whose key is `images.<round>`, see `pictures`. Only what carries files is
# answered: a text that is dragged goes where it went before.
_SCRIPT = """<script>
if (!window.takesDrops) {
  window.takesDrops = true;
  const stage = () => document.querySelector(".st-key-stage");
  const field = () => document.querySelector('[class*="st-key-images-"] input[type=file]');
  const isMeant = (event) => event.dataTransfer?.types.includes("Files")
    && event.target.closest?.(".st-key-stage") && field();
  const mark = (on) => stage()?.classList.toggle("drop-here", on);
  // Its own button opens the browser's choice of files, as if the field's had been pressed.
  addEventListener("click", (event) => {
    if (event.target.closest?.(".own-pictures")) field()?.click();
  });
  let timer = 0;
  addEventListener("dragover", (event) => {
    clearTimeout(timer);
    if (!isMeant(event)) { mark(false); return; }
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    mark(true);
    timer = setTimeout(() => mark(false), 400);  // a drag that ends elsewhere says nothing
  });
  addEventListener("drop", (event) => {
    mark(false);
    if (!isMeant(event)) return;
    event.preventDefault();
    const files = new DataTransfer(), input = field();
    for (const file of event.dataTransfer.files) files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
</script>"""


def button() -> None:
    """Shows the button that asks for pictures."""
    st.html(
        "<button type='button' class='own-pictures' aria-label='Your own pictures' "
        "title='Choose files, or drop them on the picture'>Your own pictures</button>"
    )


def take() -> None:
    """Adds the script to the page, once."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
