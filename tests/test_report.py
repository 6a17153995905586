"""The report is one file that opens without a network.

It treats every text of the result as hostile.
"""

import re
from dataclasses import replace
from html import escape
from itertools import pairwise

import numpy as np

from explorer import Policy, Step, report
from explorer.images import Image
from explorer.report import STRENGTHS, html, html_of_several, policy_pictures
from tests.results import WHY, make_result, read_aloud


def test_the_report_holds_the_sentence_the_numbers_and_the_policy():
    result = make_result()
    page = html(result)
    assert all(part.whole in read_aloud(page) for part in result.verdict.said)
    assert f'<p class="claim"><strong>{result.verdict.said[0].lead}</strong></p>' in page
    # Also in one piece, for whatever lists or searches reports.
    assert f'<meta name="description" content="{escape(result.sentence)}">' in page
    assert "On the test split" in page
    assert "2 images of train are in val too" in page
    assert "albumentations" in page


def test_the_settings_name_the_smallest_gain_that_was_used_and_why():
    result = make_result()
    assert setting("smallest gain that matters", result) == "0.5 points, the usual value"
    few = replace(result, verdict=replace(result.verdict, matters=0.021))
    said = "2.1 points, the least that 60 validation images can show"
    assert setting("smallest gain that matters", few) == few.matters == said
    plan = replace(result, verdict=None)  # before a verdict there is only what was asked for
    assert (plan.matters, setting("smallest gain that matters", plan)) == ("", None)


def setting(name, result):
    """What the report says of a setting; None where it says nothing."""
    found = re.search(rf"<td>{name}</td><td[^>]*>(.*?)</td>", html(result))
    return found and found[1]


def test_a_verdict_of_an_earlier_release_is_marked_in_the_report():
    result = replace(make_result(), judged_by="0.1")
    assert "(As of release 0.1.)" in read_aloud(html(result))
    assert "As of release" not in html(make_result())


def test_the_report_loads_nothing_from_the_network():
    page = html(make_result())
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", markup)
    assert "<script src" not in page


def test_texts_of_the_result_are_escaped():
    page = html(make_result())
    assert "<script>alert(1)" not in page
    assert "<b>and</b>" not in page
    assert "&lt;b&gt;and&lt;/b&gt;" in page


def test_the_report_shows_what_the_page_shows():
    page = html(replace(make_result(), notes=("to fit into 60 s: dropped 1 of 3 seeds",)))
    for title in (
        "Accuracy against strength",
        "Gain over strength 0",
        "Effect on each class",
        "Learning curves at strength 0.5",
        "The gap at the last epoch",
    ):
        assert f"<h2>{title}" in page
    assert "To fit into 60 s" in page


def test_the_report_is_dark_where_the_reader_prefers_it():
    page = html(make_result())
    assert "color-scheme: light dark" in page
    assert ".js-plotly-plot" in page.split("</style>")[0]


def test_an_unfinished_sweep_has_a_report_without_a_verdict():
    result = make_result(status="interrupted")
    result = replace(result, verdict=None, final_test=None, arms=())
    assert "No verdict yet: the sweep is interrupted." in html(result)


def test_the_report_says_where_a_sweep_ended_and_how_many_trials_failed():
    left = [(strength, seed) for strength in (1.5, 2.0) for seed in (1, 2)]
    page = html(make_result(status="stopped", left=left, failed=[(1.0, 0)]))
    assert (
        "The run was stopped after 10 of 15 trials; strengths 0 and 0.5 have 3 seeds, strength 1"
        in page
    )
    assert f"1 of 15 trials failed: {WHY}" in page
    assert "stopped after" not in html(make_result())


def test_pictures_show_the_policy_at_five_strengths():
    image = Image("noise", np.random.default_rng(0).integers(0, 256, (28, 28, 3), dtype=np.uint8))
    pictures = policy_pictures(
        Policy(steps=(Step("a", "Rotate", {"limit": (40, 40)}, p=1.0),)), [image, image]
    )
    assert [picture.strength for picture in pictures] == list(STRENGTHS)
    assert len({picture.png for picture in pictures}) == 5
    assert all(picture.png.startswith(b"\x89PNG") for picture in pictures)
    assert html(make_result(), pictures).count('<img alt="Pictures at strength') == 5


def test_a_report_of_several_runs_compares_them_first_and_then_holds_each():
    one, two = make_result(name="one"), replace(make_result(name="two", seeds=2), sweep_id="x-2222")
    page = html_of_several([(one, ()), (two, ())])
    assert re.findall(r"<h1>(.*?)</h1>", page) == [
        f"one on pets ({one.sweep_id[-4:]}) and two on pets (2222)"
    ]
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    heads = re.findall(r"<h2[^>]*>(?:<a[^>]*>)?(.*?)<", page)
    assert heads == [
        *(compared := [f"one on pets ({one.sweep_id[-4:]})", "two on pets (2222)"]),
        "Accuracy of each",
        "Gain over strength 0 of each",
        "What differs in the settings",
        *compared,
    ]
    assert "<td>Seeds</td>" in page
    single = [section.title for section in report.sections(one)]
    assert [page.count(f"<h3>{title}</h3>") for title in single] == [2] * len(single)
    figures = html(one).count('class="plotly-graph-div"')
    assert page.count('class="plotly-graph-div"') == 2 * figures + 2
    ids = re.findall(r'<div id="([^"]+)" class="plotly-graph-div"', page)
    assert len(set(ids)) == len(ids)
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert re.findall(r'href="([^"]*)"', markup) == ["#run-1", "#run-2"]


def test_a_report_of_runs_that_were_asked_the_same_says_so_and_needs_no_verdict():
    one = make_result()
    stopped = replace(one, verdict=None, status="stopped", arms=())
    page = html_of_several([(one, ()), (one, ())])
    assert "All were asked the same, with the same settings." in page
    assert "There is no verdict: the sweep is stopped." in html_of_several([(stopped, ())] * 2)


def test_the_report_has_the_name_and_the_note_of_a_run_as_text():
    named = replace(make_result(name="turns"), name="<i>mine</i>", note="one\n<b>two</b>")
    page = html(named)
    assert "<h1>&lt;i&gt;mine&lt;/i&gt;</h1>" in page
    assert "one\n&lt;b&gt;two&lt;/b&gt;" in page
    assert f"turns on {named.course.data}. Sweep" in page
    assert "pre-line" not in html(make_result())


def test_every_figure_of_the_report_is_told_in_sentences():
    page = html(make_result())
    figures = page.count('class="plotly-graph-div"')
    assert figures > 2
    assert page.count('<div role="figure" aria-label="Chart: ') == figures
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;, Strength 2)" in page
