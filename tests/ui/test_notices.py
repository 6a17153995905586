"""One kind of notice: a mistake of the person's becomes one, shown once unless it stays."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer.errors import ExplorerError
from explorer.ui import notices
from explorer.ui.notices import Notice


class Holder:
    def __init__(self, notice=None):
        self.notice = notice


def test_an_error_of_the_persons_becomes_the_notice_behind_the_intro():
    holder = Holder(Notice("of before"))

    def refuse():
        assert holder.notice is None, "what the action before had to say is dropped first"
        raise ExplorerError("'x' is not a number")

    assert not notices.attempt(holder, refuse, "Nothing was changed: ")
    assert holder.notice == Notice("Nothing was changed: 'x' is not a number")


def test_an_action_that_goes_well_may_leave_a_notice_of_its_own():
    holder = Holder(Notice("of before"))
    assert notices.attempt(holder, lambda: None)
    assert holder.notice is None
    assert notices.attempt(holder, lambda: notices.tell(holder, "Done.", ("a note",)))
    assert holder.notice == Notice("Done.", ("a note",), error=False)


def test_an_error_of_ours_is_not_swallowed():
    def fail():
        raise KeyError("ours")

    with pytest.raises(KeyError):
        notices.attempt(Holder(), fail)


def field_page():
    import streamlit as st

    from explorer.ui import notices
    from explorer.ui.notices import Notice

    holder = type("Holder", (), {})()
    holder.notice = Notice("no *such* name", field="name")
    notices.show(holder)
    st.text_input("Name")
    assert not notices.at_field(holder, "note")
    assert notices.at_field(holder, "name")
    assert not notices.at_field(holder, "name"), "once"


def test_what_is_about_a_field_is_shown_at_that_field_alone():
    app = AppTest.from_function(field_page).run()
    assert not app.exception
    (box,) = app.error
    assert box.value == r"no \*such\* name"
    kinds = [each.type for each in app.main.children.values()]
    assert kinds == ["text_input", "error"]


def page_that_is_drawn_again():
    import streamlit as st

    from explorer.ui import notices
    from explorer.ui.notices import Notice

    holder = st.session_state.setdefault("holder", type("Holder", (), {"notice": None})())
    st.session_state["runs"] = runs = st.session_state.get("runs", 0) + 1
    if runs == 1:
        holder.notice = Notice("x is refused")
    notices.show(holder)
    if runs == 1:
        notices.draw_again(holder)
    st.button("Act", on_click=notices.attempt, args=(holder, lambda: None))
    if runs == 3:  # of the action: what had been shown before it has gone
        notices.draw_again(holder)


def test_a_page_that_draws_itself_again_goes_on_showing_its_notice_until_the_next_action():
    app = AppTest.from_function(page_that_is_drawn_again).run()
    assert app.session_state["runs"] == 2
    assert [box.value for box in app.error] == ["x is refused"]
    app.button[0].click().run()
    assert app.session_state["runs"] == 4
    assert not app.error


def page(error, stays):
    import streamlit as st

    from explorer.ui import notices
    from explorer.ui.notices import Notice

    if "holder" not in st.session_state:
        st.session_state["holder"] = type("Holder", (), {})()
        st.session_state["holder"].notice = Notice("say *this*", ("first", "second"), error=error)
    notices.show(st.session_state["holder"], stays=stays)


@pytest.mark.parametrize("stays", [False, True])
@pytest.mark.parametrize("error", [False, True])
def test_a_notice_is_shown_as_text_with_its_details_once_or_until_the_next_action(error, stays):
    app = AppTest.from_function(page, kwargs={"error": error, "stays": stays}).run()
    (box,) = app.error if error else app.success
    assert box.value == r"say \*this\*"
    assert [text.value for text in app.text] == ["first\nsecond"]
    app.run()
    assert len(app.error) + len(app.success) == int(stays)
    if stays:
        app.button(key="notice.close").click().run()
        assert not app.error
        assert not app.success


def two_pages():
    import streamlit as st

    from explorer.ui import notices
    from explorer.ui.notices import Notice

    class Holder:
        notice = Notice("Taken over.", error=False, undo=lambda: None)

    holder = st.session_state.setdefault("holder", Holder())
    notices.on(st.session_state.get("page", "fine-tune"))
    notices.show(holder)


def test_a_notice_that_can_be_undone_stays_on_its_page_and_is_not_shown_on_another():
    app = AppTest.from_function(two_pages).run()
    for page, shown in (("fine-tune", 1), ("results", 0), ("fine-tune", 1)):
        app.session_state["page"] = page
        app.run()
        assert not app.exception
        assert len(app.success) == shown, page
