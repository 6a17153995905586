"""The paragraphs of a verdict: only the table's text is taken apart, never what is filled in."""

from dataclasses import replace

from explorer.sweep.findings.said import CLAIM, NEXT, NOTE, SHOWN, Said, joined, parts, plain
from explorer.sweep.questions.table import read_verdict
from tests.results import ablation_result, make_result


def test_a_lead_alone_is_a_claim_and_a_new_line_begins_a_paragraph():
    found = list(parts(SHOWN, "**It is {a}.**\n{b} more.\n**Use {a}:** it is best.", a=1, b=2))
    assert found == [
        Said(CLAIM, "It is 1.", ""),
        Said(SHOWN, "", "2 more."),
        Said(SHOWN, "Use 1:", "it is best."),
    ]
    assert joined(found) == "It is 1. 2 more. Use 1: it is best."
    assert plain("**It is {a}.**\n{b} more.") == "It is {a}. {b} more."


def test_marks_in_a_name_that_is_filled_in_stay_a_part_of_it():
    name = "a **bold**\n{name}. No"
    assert list(parts(NEXT, "**{step} harms:** leave {step} out.", step=name)) == [
        Said(NEXT, f"{name} harms:", f"leave {name} out.")
    ]


def test_the_paragraphs_come_back_from_json():
    for result in (make_result(), ablation_result()):
        verdict = result.verdict
        assert joined(verdict.said) == verdict.sentence
        assert read_verdict(result.question, verdict.to_json()) == verdict


def test_a_verdict_without_paragraphs_is_one_and_says_of_which_release_it_is():
    result = make_result()
    old = replace(result.verdict, said=(), sentence="It helps. So it was.")
    shown = replace(result, verdict=old, judged_by="0.1").said
    assert shown == (
        Said(SHOWN, "", "It helps. So it was."),
        Said(NOTE, "", "(As of release 0.1.)"),
    )


def test_paragraphs_that_are_not_the_sentence_are_not_shown():
    result = make_result()
    other = replace(result.verdict, sentence="Something else.")
    assert replace(result, verdict=other).said == (Said(SHOWN, "", "Something else."),)
    assert replace(result, verdict=None).said == ()
