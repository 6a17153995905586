"""How pages set a verdict: the answer stands out, figures are a list, and what to do comes last."""

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from explorer.sweep.findings.said import CLAIM, NEXT, NOTE
from explorer.ui.words import escaped
from tests.results import make_result


def shown(result):
    def page():
        import streamlit as st

        from explorer.ui import verdicts

        verdicts.show(st.session_state["result"])

    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["result"] = result
    app.run()
    assert not app.exception
    return app


def test_the_answer_alone_stands_out_and_what_to_do_next_comes_last():
    result = make_result()
    said = [element.value for element in shown(result).markdown]
    claim = next(part for part in result.said if part.kind == CLAIM)
    following = next(part for part in result.said if part.kind == NEXT)
    assert said[0] == f"**{escaped(claim.lead)}**"
    assert said[-1] == f"**{escaped(following.lead)}** {escaped(following.text)}"
    figures = [part for part in result.said if part.kind not in (CLAIM, NEXT, NOTE)]
    assert said[1].splitlines() == [f"- {escaped(part.whole)}" for part in figures]
    assert said[2].startswith("Final test")


def test_how_to_read_it_and_which_release_judged_stand_in_small():
    app = shown(replace(make_result(), judged_by="0.1"))
    (small,) = (caption.value for caption in app.caption)
    assert small.endswith(escaped("(As of release 0.1.)"))


def test_markdown_in_a_name_is_shown_as_it_is():
    result = make_result()
    said = tuple(replace(part, lead=part.lead.replace("pets", "*p* <b>")) for part in result.said)
    sentence = " ".join(part.whole for part in said)
    hostile = replace(result.verdict, said=said, sentence=sentence)
    app = shown(replace(result, verdict=hostile))
    assert r"\*p\* \<b\>" in app.markdown[0].value
