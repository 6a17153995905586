"""What a plan says that it can show."""

from dataclasses import replace

import pytest

from explorer.frozen import Frozen
from explorer.sweep.findings.needed import can_show
from explorer.sweep.findings.spread import Spread
from explorer.sweep.planning.promise import Known, promised
from tests.sweep.planning.specs import make_spec
from tests.sweep.questions.climbing import ROW
from tests.sweep.steps import FOUR, spec_of

CALM = Known("20260101-120000-abcd", Spread(0.002**2, 0.02, 0.0005))


def said(spec, images=500, known=None):
    return promised(spec, images, known).lines


def test_it_says_what_would_be_shown_and_what_ruled_out_and_that_the_spread_is_assumed():
    finds, origin, matters = said(make_spec(seeds=3))
    shown = can_show(8, 3, 500, 0.95)
    assert finds == (
        f"With 3 seeds and 500 validation images, 80% of such runs would show a true gain of "
        f"{100 * shown.gain:.1f} points at one strength. Where there is none, 80% would rule out "
        f"gains above {100 * shown.rules_out:.1f} points."
    )
    assert origin == (
        "No run of these settings has finished yet: how much results vary is assumed (1.0 points "
        "from seed to seed)."
    )
    assert matters == (
        f"The smallest gain that matters is probably about {100 * shown.matters:.1f} points: 500"
        " validation images cannot show less. The verdict takes what the run itself shows."
    )


def test_a_plan_that_shows_large_gains_only_says_what_would_show_smaller_ones():
    few, *_ = said(make_spec(seeds=3), images=30)
    images, seeds = can_show(8, 3, 120, 0.95), can_show(8, 12, 30, 0.95)
    assert few.endswith(
        f" Smaller gains need more: 4 times as many validation images would show "
        f"{100 * images.gain:.1f} points, 4 times as many seeds would show "
        f"{100 * seeds.gain:.1f} points."
    )
    assert images.gain < seeds.gain < can_show(8, 3, 30, 0.95).gain
    assert "need more" not in said(make_spec(seeds=5), images=1000)[0]
    assert "seeds would show" not in said(make_spec(seeds=100), images=30)[0]


def test_it_takes_the_spread_of_an_earlier_run_and_names_the_run():
    known, assumed = (promised(make_spec(), 500, known) for known in (CALM, None))
    assert known.can_show.gain < assumed.can_show.gain
    assert "How much results vary is taken from run 20260101-120000-abcd." in known.lines
    many = said(make_spec(), 5000, CALM)
    assert many[-1] == "The smallest gain that matters is 0.5 points, the usual value."


def test_what_was_set_is_said_and_that_these_images_cannot_show_it():
    spec = make_spec(options={"matters": 0.03})
    assert said(spec, known=CALM)[-1] == "The smallest gain that matters is 3 points, as set."
    few = promised(make_spec(options={"matters": 0.003}), 50, None)
    assert few.lines[-1] == (
        "The smallest gain that matters is 0.3 points, as set, but 50 validation images cannot "
        f"show less than about {100 * few.can_show.matters:.1f} points."
    )


def test_one_seed_can_show_nothing():
    assert said(make_spec(seeds=1)) == (
        "1 seed can show nothing: with it, an effect looks like chance.",
    )


def test_a_handful_of_images_is_too_few():
    assert said(make_spec((0, 1), seeds=2), images=1) == (
        "2 seeds and 1 validation image are too few to show anything useful; more would help.",
    )


@pytest.mark.parametrize(("seeds", "images"), [(2, 4), (2, 10), (3, 5)])
def test_where_only_half_of_the_scale_could_be_shown_no_size_is_named(seeds, images):
    shown = can_show(8, seeds, images, 0.95)
    assert shown.rules_out > 0.5 or shown.gain > 0.5
    assert said(make_spec(seeds=seeds), images) == (
        f"{seeds} seeds and {images} validation images are too few to show anything useful; more "
        "would help.",
    )


def test_a_lasting_part_of_0_from_few_seeds_is_not_believed():
    lucky = replace(CALM, spread=replace(CALM.spread, lasting=0.0))
    assert promised(make_spec(), 500, lucky).can_show.matters > 0.005


def test_the_steps_of_a_policy_are_told_in_words_of_their_own():
    spec = spec_of(*FOUR)
    assert "a true effect of " in said(spec)[0]
    assert "rule out effects above " in said(spec)[0]
    assert promised(spec, 500, None).can_show == can_show(8, spec.seeds, 500, 0.95, both_sides=True)


def test_a_question_that_cannot_tell_beforehand_promises_nothing(monkeypatch):
    from explorer.sweep.questions import table

    strengths = make_spec()
    monkeypatch.setattr(table, "QUESTIONS", {ROW.name: ROW})
    spec = replace(strengths, question="climb", options=Frozen())
    assert promised(spec, 500, None) is None


@pytest.mark.parametrize("looks", [1, 3])
def test_later_looks_can_show_less(looks):
    first, later = (promised(replace(make_spec(), looks=n), 500, None) for n in (looks, looks + 1))
    assert later.can_show.gain > first.can_show.gain
