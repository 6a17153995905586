"""What is said of strengths in words: each case with its own text, and numbers that agree."""

import re
from dataclasses import replace
from string import Formatter

import numpy as np
import pytest

from explorer import numbers
from explorer.frozen import Frozen
from explorer.sweep.findings import texts
from explorer.sweep.findings.claims import MORE_IMAGES, MORE_SEEDS, Claim
from explorer.sweep.findings.facts import Facts
from explorer.sweep.findings.said import CLAIM, NEXT, joined, plain
from explorer.sweep.findings.sentence import holds_for, meaning, sentence, short
from explorer.sweep.findings.strength import METHOD_BOTH, StrengthVerdict
from explorer.sweep.findings.values import Estimate, Outcome, Pair
from explorer.sweep.findings.verdict import judge
from explorer.trial.arm import strength_key
from explorer.trial.setting import Setting

WHERE = holds_for("digits", Setting("small-cnn", 10, 20, 32))
# Words that were misread, or that say nothing to whom English is a second language.
UNCLEAR = (
    "stands alone",
    "would tell",
    "overdone",
    "o augmentation is be",
    "o augmentation at all",
    "named right",
    "cannot be told",
    "holds 0",
    "told apart",
    "from the peak",
    "earns its place",
    "against",  # of what
)


def outcomes(truth, seeds=5, noise=0.002, missing=()):
    """Trials whose accuracies are those of `truth`, by strength."""
    rng = np.random.default_rng(18)
    return [
        Outcome(strength_key(at), seed, "val", Frozen({"accuracy": mean + rng.normal(0, noise)}))
        for at, mean in truth.items()
        for seed in range(seeds)
        if (at, seed) not in missing
    ]


def judged(truth, looks=1, matters=None, **trials):
    strengths = {strength_key(at): at for at in truth}
    return judge(outcomes(truth, **trials), strengths, WHERE, looks, matters).verdict


HUMP = {0.0: 0.80, 0.5: 0.83, 1.0: 0.83, 1.5: 0.81, 2.0: 0.70}
STRONG_HURT = {0.0: 0.80, 0.5: 0.8, 1.0: 0.70, 2.0: 0.6}


def starts_with(verdict, said):
    assert verdict.sentence.startswith(f"On {WHERE}, {said}"), verdict.sentence


def test_what_helps_names_its_own_strength_with_its_figures_and_those_without():
    verdict = judged(HUMP)
    starts_with(verdict, "augmentation helps. With augmentation at strength ")
    assert (
        " of the validation images are classified correctly; without augmentation, "
        in verdict.sentence
    )
    claim = verdict.claim("helps")
    assert f"at strength {claim.strengths[0]:g}, " in verdict.sentence
    assert f"95% interval {numbers.interval(claim.limits)})" in verdict.sentence


def test_a_small_gain_is_said_to_be_no_more_than_its_limit():
    verdict = judged({0.0: 0.80, 0.5: 0.804, 1.0: 0.80}, noise=0.0002, matters=0.01)
    assert verdict.ruled_out
    limit = numbers.change(verdict.ruled_out)
    said = "augmentation helps, but only a little: at every strength that was measured, it gains at"
    starts_with(verdict, f"{said} most {limit}, and a gain of less than 1 point (as set) counts")


def test_a_limit_is_written_as_fine_as_the_margin_that_it_lies_below():
    verdict = replace(
        judged({0.0: 0.80, 0.5: 0.80, 1.0: 0.80}, noise=0.0002, matters=0.0026),
        ruled_out=0.00259,
        ruled_out_shown=0.00259,
    )
    facts = Facts(
        WHERE,
        (0.0, 0.5, 1.0),
        (3, 3, 3),
        0.8,
        {at: Pair(0.8, 0.8, Estimate(0.0, (-0.002, 0.002)), 3) for at in (0.5, 1.0)},
        matters=0.0026,
    )
    said = sentence(verdict, facts)
    assert "A gain of less than 0.26 points (as set) counts as too small to matter." in said
    assert "gives at most 0.259 points more" in said
    assert short(verdict) == "no gain that matters (at most 0.259 points)"


def test_a_gain_that_has_no_room_above_is_said_to_be_bounded_by_that():
    verdict = judged({0.0: 0.998, 0.5: 0.998, 1.0: 0.9979}, noise=0.001)
    assert verdict.ruled_out > verdict.ruled_out_shown
    assert "gives at most 0.2 points more" in verdict.sentence
    assert (
        "A gain of more than 0.2 points is not possible, since no accuracy is above 100%: the"
        " trials exclude nothing on this side." in verdict.sentence
    )
    assert "is not possible" not in judged({0.0: 0.8, 0.5: 0.8}, noise=0.0005).sentence


def test_a_loss_beside_the_best_strength_ends_where_accuracies_do():
    verdict = judged({0.0: 0.05, 0.5: 0.60, 1.0: 0.06}, seeds=3, noise=0.04)
    claim = verdict.claim("past its best from")
    at_best = next(mean for mean in re.findall(r"strength 0.5, (\S+)%", verdict.sentence))
    assert 100 * claim.limits[0] < -float(at_best) - 1  # more than there is to lose
    assert f"where -{at_best} is the lowest that is possible" in verdict.sentence


def test_the_only_strength_is_named_as_such():
    one = {0.0: 0.80, 1.0: 0.804}
    helps = judged({0.0: 0.80, 1.0: 0.85}, noise=0.0002)
    starts_with(helps, "augmentation helps at strength 1, the only one that was measured. With")
    little = judged(one, noise=0.0002, matters=0.01)
    starts_with(little, "augmentation helps, but only a little: at strength 1, the only one that")
    none = judged({0.0: 0.8, 1.0: 0.8}, noise=0.0002)
    starts_with(none, "augmentation does not help enough to matter at strength 1, the only one")
    for verdict in (little, none):
        assert "at every strength" not in verdict.sentence
        assert "the best strength" not in verdict.sentence
        assert "every other strength" not in verdict.sentence


def test_the_list_says_nothing_of_stronger_ones_than_were_measured():
    strongest = judged({0.0: 0.80, 0.5: 0.8, 1.0: 0.70}, noise=0.01)
    assert short(strongest) == "hurts at 1; weaker: not clear yet"
    assert short(judged(STRONG_HURT, noise=0.01)).startswith("hurts at 1 and stronger; weaker")
    kept = StrengthVerdict.from_json(strongest.to_json())
    assert short(kept) == short(strongest)


def test_every_strength_that_hurts_is_said_with_the_one_that_hurts_least():
    verdict = judged({0.0: 0.80, 0.5: 0.78, 1.0: 0.70})
    starts_with(verdict, "augmentation hurts at every strength that was measured. It hurts least")
    assert "It hurts least at strength 0.5: with augmentation, 78." in verdict.sentence
    assert (
        "Use strength 0, which means no augmentation: the accuracy is highest" in verdict.sentence
    )
    assert "may be the best one" not in verdict.sentence
    starts_with(judged({0.0: 0.80, 1.0: 0.70}), "augmentation hurts at strength 1, the only one")


def test_gains_that_are_ruled_out_are_said_with_the_limit_and_with_what_matters():
    verdict = judged({0.0: 0.80, 0.5: 0.80, 1.0: 0.80}, noise=0.0005, matters=0.02)
    assert verdict.helps is False
    starts_with(verdict, "augmentation does not help enough to matter.")
    assert f"at most {numbers.change(verdict.ruled_out)} more" in verdict.sentence
    assert (
        "A gain of less than 2 points (as set) counts as too small to matter." in verdict.sentence
    )


def test_what_cannot_be_told_says_what_was_shown_all_the_same():
    verdict = judged(STRONG_HURT, noise=0.01)
    assert (verdict.helps, verdict.harmful_from) == (None, 1)
    starts_with(verdict, "strong augmentation hurts, and it is not clear yet whether weak")
    said = "Strength 1 hurts, and so does every stronger one that was measured: at strength 1, "
    assert said in verdict.sentence
    assert "Weaker augmentation, at strength 0.5: " in verdict.sentence
    assert "Such a difference may be chance." in verdict.sentence


def test_where_only_the_strongest_is_shown_to_hurt_nothing_is_said_of_stronger_ones():
    verdict = judged({0.0: 0.80, 0.5: 0.8, 1.0: 0.70}, noise=0.01)
    assert (verdict.helps, verdict.harmful_from) == (None, 1)
    starts_with(verdict, "the strongest augmentation that was measured hurts, and it is not clear")
    assert "stronger" not in verdict.sentence


def test_what_cannot_be_told_says_how_many_seeds_would_do():
    verdict = judged({0.0: 0.80, 1.0: 0.81, 2.0: 0.80}, seeds=3, noise=0.01)
    starts_with(verdict, "it is not clear yet whether augmentation helps. With augmentation at")
    needed = f"About {verdict.more_seeds} more seeds for each strength would probably be enough to"
    assert needed in verdict.sentence


def test_one_seed_is_said_to_show_nothing_of_chance():
    verdict = judged(HUMP, seeds=1)
    starts_with(verdict, "it is not clear yet whether augmentation helps: every strength has")
    assert "interval" not in verdict.sentence
    assert (
        "It takes at least 1 more seed for each strength before it is possible to say whether"
        " augmentation helps: one seed can show nothing." in verdict.sentence
    )


def test_strength_0_alone_is_compared_with_nothing():
    verdict = judged({0.0: 0.80})
    starts_with(verdict, "only strength 0, no augmentation, has been measured: 80.")
    assert verdict.sentence.endswith("There is nothing to compare this with.")


def test_a_strength_that_shares_no_seed_with_0_is_named():
    gone = {(0.0, 0), *((1.0, seed) for seed in range(1, 5))}
    verdict = judged({0.0: 0.80, 0.5: 0.80, 1.0: 0.81}, noise=0.01, missing=gone)
    said = "The gain at strength 1 is not known: no seed has finished training both there"
    assert said in verdict.sentence
    assert "More than 200 seeds" not in verdict.sentence


def test_what_hurts_is_said_too_where_weak_strengths_share_no_seed_with_0():
    gone = {(0.5, seed) for seed in range(4)} | {(0.0, 4)}
    verdict = judged({0.0: 0.80, 0.5: 0.80, 1.0: 0.70, 2.0: 0.60}, missing=gone)
    starts_with(verdict, "it is not clear yet whether augmentation helps: too few seeds")
    assert "Strength 1 hurts, and so does every stronger one that was measured" in verdict.sentence
    assert short(verdict) == "hurts at 1 and stronger; weaker: not clear yet"


def test_unequal_seeds_are_compared_over_those_that_both_have():
    missing = {(1.0, seed) for seed in (3, 4)}
    found = outcomes(HUMP, noise=0.004, missing=missing)
    verdict = judged(HUMP, noise=0.004, missing=missing)
    assert "each comparison uses only the seeds that both strengths have." in verdict.sentence
    assert verdict.claim("helps").strengths in ((0.5,), (1.0,))
    at = verdict.claim("helps").strengths[0]
    scores = {
        strength: {o.seed: o.accuracy for o in found if o.arm == strength_key(strength)}
        for strength in (at, 0.0)
    }
    both = scores[at].keys() & scores[0.0].keys()
    with_, without = (np.mean([scores[arm][seed] for seed in both]) for arm in (at, 0.0))
    assert f"{numbers.percent(with_)} of the validation images" in verdict.sentence
    assert f"without augmentation, {numbers.percent(without)} (" in verdict.sentence


def test_past_its_best_names_the_best_strength_that_it_is_compared_with():
    verdict = judged(HUMP, noise=0.004)
    assert verdict.overdone_from == 1.5
    said = (
        "Augmentation is past its best at strength 1.5 and at every stronger one that was measured:"
    )
    best = f"they are shown to be worse than strength {verdict.best:g}, which has the highest"
    assert f"{said} {best} accuracy." in verdict.sentence
    assert "This alone does not mean that they are worse than no augmentation." in verdict.sentence
    assert "The strongest augmentation that was measured hurts: at strength 2" in verdict.sentence


def test_the_best_is_one_strength_a_run_or_a_list():
    one = judged({0.0: 0.80, 0.5: 0.81, 1.0: 0.86, 1.5: 0.82}).sentence
    assert "Of the strengths that were measured, 1 is the best one;" in one
    run = judged({0.0: 0.80, 0.5: 0.83, 1.0: 0.831, 1.5: 0.83, 2.0: 0.7}).sentence
    assert "Each strength from 0.5 to 1.5 may be the best one:" in run
    gaps = judged({0.0: 0.80, 0.5: 0.83, 1.0: 0.80, 1.5: 0.83, 2.0: 0.7}).sentence
    assert "Each of the strengths 0.5 and 1.5 may be the best one:" in gaps


def test_the_balance_point_says_why_it_is_the_one_to_use():
    best = judged({0.0: 0.80, 0.5: 0.81, 1.0: 0.86, 1.5: 0.82})
    assert (
        "Use strength 1: it has the highest accuracy, and no weaker strength is about as accurate"
        in best.sentence
    )
    weaker = judged({0.0: 0.80, 0.5: 0.84, 1.0: 0.845, 1.5: 0.85, 2.0: 0.845}, noise=0.01)
    assert weaker.balance_point < weaker.best
    said = f"Use strength {weaker.balance_point:g}, the balance point: it is the weakest strength"
    assert said in weaker.sentence


def test_intervals_over_seeds_alone_and_further_looks_are_said():
    verdict = judged(HUMP, looks=3)
    assert (
        "include the chance that comes from the seeds, but not the chance that comes from the"
        in verdict.sentence
    )
    assert (
        "These results have been looked at 3 times, with more seeds each time;" in verdict.sentence
    )
    assert "looked at" not in judged(HUMP).sentence


def facts(**changes):
    pair = Pair(0.81, 0.80, Estimate(0.01, (-0.01, 0.03)), 3)
    told = Facts(WHERE, (0.0, 1.0), (3, 3), 0.8, {1.0: pair})
    return replace(told, **changes)


def verdict_of(*claims, helps=None, balance=0.0, **further):
    return StrengthVerdict(
        1.0, balance, (0.0, 1.0), None, helps, None, "", METHOD_BOTH, claims, **further
    )


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            Claim(MORE_IMAGES, (), (900, 0)),
            "About 900 more validation images (in all, not for each class)",
        ),
        (
            Claim(MORE_IMAGES, (), (1900, 3)),
            "About 1,900 more validation images (in all, not for each class), together with 3 more"
            " seeds for each strength,",
        ),
        (
            Claim(MORE_SEEDS, (), (200,)),
            "More than 200 seeds for each strength would be needed to say whether augmentation",
        ),
        (
            Claim(MORE_SEEDS, (), (1,)),
            "About 1 more seed for each strength would probably be enough to say whether",
        ),
    ],
)
def test_what_is_needed_is_said_in_numbers(claim, said):
    assert said in sentence(verdict_of(claim), facts())


@pytest.mark.parametrize(
    ("verdict", "few", "said"),
    [
        (judged(HUMP), "helps at ", "This sets the strength of your policy to {balance}."),
        (judged({0.0: 0.8, 1.0: 0.7}), "hurts at 1", "to 0, which means no aug"),
        (
            judged({0.0: 0.8, 1.0: 0.7, 2.0: 0.6}),
            "hurts at every strength",
            "to 0, which means no aug",
        ),
        (
            judged(STRONG_HURT, noise=0.01),
            "hurts at 1 and stronger; weaker: not clear",
            "If you must choose now, take strength ",
        ),
        (verdict_of(balance=1.0), "not clear yet", "take strength 1: so far, it is the weakest"),
        (verdict_of(helps=False), "not shown to help", "shown to help enough to matter."),
        (verdict_of(helps=False, balance=1.0), "not shown to help", "is a good choice too."),
        (verdict_of(helps=True, balance=1.0), "helps", "to 1, the balance point: the"),
    ],
)
def test_the_button_and_the_list_say_it_too(verdict, few, said):
    assert short(verdict).startswith(few)
    assert said.format(balance=f"{verdict.balance_point:g}") in meaning(verdict)


def test_where_no_seeds_that_a_run_may_have_would_do_the_verdict_or_the_button_says_what_might():
    images, seeds = Claim(MORE_IMAGES, (), (900, 0)), Claim(MORE_SEEDS, (), (200,))
    for claim, told in (
        (images, "About 900 more validation images (in all, not for each class) would probably"),
        (seeds, "More than 200 seeds for each strength would"),
    ):
        assert told in sentence(verdict_of(claim), facts())
        assert told not in meaning(verdict_of(claim)), "it stands above the button already"
    assert meaning(verdict_of()).endswith("may show more than more seeds would.")
    few = replace(verdict_of(Claim(MORE_SEEDS, (), (3,))), more_seeds=3)
    assert meaning(few).endswith("(within one standard error, that is, within the noise).")


TABLES = {
    "starts": texts.STARTS,
    "further": texts.FURTHER,
    "buttons": texts.BUTTONS,
    "steps": texts.STEPS,
    "finals": texts.FINALS,
}


def test_the_paragraphs_are_the_sentence_and_the_answer_comes_first():
    for verdict in (judged(HUMP), judged(STRONG_HURT, looks=2), judged({0.0: 0.8, 1.0: 0.7})):
        found = verdict.said
        assert joined(found) == verdict.sentence
        assert [part.kind for part in found].index(CLAIM) == 0
        assert sum(part.kind == CLAIM for part in found) == 1
        assert "classified" not in found[0].whole, "figures stand below the answer"


def test_what_to_do_next_is_a_paragraph_of_its_own():
    told = [part for part in judged(HUMP).said if part.kind == NEXT]
    assert [part.lead for part in told] == ["Use strength 0.5:"]
    more = [part for part in judged(STRONG_HURT, noise=0.01).said if part.kind == NEXT]
    assert len(more) == 1
    assert "more seed" in more[0].text


@pytest.mark.parametrize("table", TABLES)
def test_every_text_is_made_of_whole_and_plain_sentences(table):
    for case, marked in TABLES[table].items():
        text = plain(marked)
        assert text[0].isupper() or text.startswith("{step"), case
        assert text.endswith("."), case
        assert "  " not in text, case
        assert not [words for words in UNCLEAR if words in text], case


@pytest.mark.parametrize("table", TABLES)
def test_every_accuracy_names_what_it_is_the_accuracy_of(table):
    """Behind "without augmentation" and the like, never a bare percentage."""
    for case, text in TABLES[table].items():
        named = [name for _, name, _, _ in Formatter().parse(text) if name]
        if {"with_", "with_from"} & set(named):
            assert re.search(r"classified correctly", text), case
        if "gain" in named:
            assert {"with_", "without"} <= set(named), case


def test_no_gain_is_shown_beyond_what_accuracies_allow():
    found = judge(outcomes({0.0: 0.97, 1.0: 0.97}, seeds=2, noise=0.02), KEYS_TO_1, WHERE)
    gain = found.points[strength_key(1.0)].gain
    without = found.points[strength_key(0.0)].accuracy.mean
    assert gain.ci95_simultaneous[1] > 1 - without  # as it is judged
    assert gain.shown == (max(gain.ci95_simultaneous[0], -without), 1 - without)
    assert type(gain).from_json(gain.to_json()) == gain
    assert f"95% interval {numbers.interval(gain.shown)}" in found.verdict.sentence


def test_what_is_far_too_few_to_show_anything_is_said():
    few = judge(outcomes({0.0: 0.5, 1.0: 0.5}, seeds=2, noise=0.2), KEYS_TO_1, WHERE)
    low, high = few.points[strength_key(1.0)].gain.ci95_simultaneous
    assert high - low > 1
    assert (
        "the data show nothing useful: even a very large difference may be chance."
        in few.verdict.sentence
    )
    assert "anything useful" not in judged(HUMP, seeds=2).sentence


KEYS_TO_1 = {strength_key(at): at for at in (0.0, 1.0)}
