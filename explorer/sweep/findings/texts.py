"""Every sentence of a verdict: one whole text for each case, with the places of its numbers.

`sentence.py` chooses among those of a sweep over strengths, `ablation_sentence.py` among those of
steps, `explorer/charts/tested.py` among those of a final test. A text names what is compared with
what. It is for a reader whose first language may be another one: short, and read once. In texts of
verdicts, what stands between `**` stands out on pages, and a new line begins a paragraph, as
`said.py` reads them. Longer than most modules: all texts of verdicts stand together.
"""

from types import MappingProxyType

# Over strengths. A verdict starts with one of these ...
STARTS = MappingProxyType(
    {
        "helps": (
            "**On {where}, augmentation helps.**\nWith augmentation at strength {at}, {with_} of"
            " the validation images are classified correctly; without augmentation, {without}"
            " ({gain}, 95% interval {interval})."
        ),
        "helps at the only one": (
            "**On {where}, augmentation helps at strength {at}, the only one that was"
            " measured.**\nWith augmentation, {with_} of the validation images are classified"
            " correctly; without augmentation, {without} ({gain}, 95% interval {interval})."
        ),
        "helps a little": (
            "**On {where}, augmentation helps, but only a little: at every strength that was"
            " measured, it gains at most {limit}, and a gain of less than {matters} ({why}) counts"
            " as too small to matter.**\nWith augmentation at strength {at}, {with_} of the"
            " validation images are classified correctly; without augmentation, {without} ({gain},"
            " 95% interval {interval})."
        ),
        "helps a little at the only one": (
            "**On {where}, augmentation helps, but only a little: at strength {at}, the only one"
            " that was measured, it gains at most {limit}, and a gain of less than {matters}"
            " ({why}) counts as too small to matter.**\nWith augmentation, {with_} of the"
            " validation images are classified correctly; without augmentation, {without} ({gain},"
            " 95% interval {interval})."
        ),
        "hurts": (
            "**On {where}, augmentation hurts at every strength that was measured.**\nIt hurts"
            " least at strength {at}: with augmentation, {with_} of the validation images are"
            " classified correctly; without augmentation, {without} ({gain}, 95% interval"
            " {interval})."
        ),
        "hurts at the only one": (
            "**On {where}, augmentation hurts at strength {at}, the only one that was"
            " measured.**\nWith augmentation, {with_} of the validation images are classified"
            " correctly; without augmentation, {without} ({gain}, 95% interval {interval})."
        ),
        "ruled out": (
            "**On {where}, augmentation does not help enough to matter.**\nA gain of less than"
            " {matters} ({why}) counts as too small to matter. Without augmentation, {without} of"
            " the validation images are classified correctly; with augmentation, even the best"
            " strength that was measured gives at most {limit} more (95% confidence, for every"
            " strength at once)."
        ),
        "ruled out at the only one": (
            "**On {where}, augmentation does not help enough to matter at strength {at}, the only"
            " one that was measured.**\nA gain of less than {matters} ({why}) counts as too small"
            " to matter. Without augmentation, {without} of the validation images are classified"
            " correctly; with augmentation, at most {limit} more (95% confidence)."
        ),
        "cannot be told": (
            "**On {where}, it is not clear yet whether augmentation helps.**\nWith augmentation at"
            " strength {at}, {with_} of the validation images are classified correctly; without"
            " augmentation, {without} ({gain}, 95% interval {interval}). Such a difference may be"
            " chance."
        ),
        "strong ones hurt": (
            "**On {where}, strong augmentation hurts, and it is not clear yet whether weak"
            " augmentation helps.**\nStrength {from_} hurts, and so does every stronger one that"
            " was measured: at strength {from_}, {with_from} of the validation images are"
            " classified correctly; without augmentation, {without_from} ({gain_from}, 95% interval"
            " {interval_from}).\nWeaker augmentation, at strength {at}: {with_} are classified"
            " correctly; without augmentation, {without} ({gain}, 95% interval {interval}). Such a"
            " difference may be chance."
        ),
        "the strongest hurts": (
            "**On {where}, the strongest augmentation that was measured hurts, and it is not clear"
            " yet whether weaker augmentation helps.**\nAt strength {from_}, {with_from} of the"
            " validation images are classified correctly; without augmentation, {without_from}"
            " ({gain_from}, 95% interval {interval_from}).\nWeaker augmentation, at strength {at}:"
            " {with_} are classified correctly; without augmentation, {without} ({gain}, 95%"
            " interval {interval}). Such a difference may be chance."
        ),
        "one seed": (
            "**On {where}, it is not clear yet whether augmentation helps: every strength has been"
            " trained with one seed only, so that any difference may be chance.**\nWith"
            " augmentation at strength {at}, {with_} of the validation images are classified"
            " correctly; without augmentation, {without} ({gain})."
        ),
        "too easy": (
            "**On {where}, it is not clear whether augmentation helps: the task is too easy to show"
            " it.**\nEvery network classifies all validation images correctly, with augmentation"
            " and without it."
        ),
        "too easy without": (
            "**On {where}, it is not clear whether augmentation helps: the task is too easy to show"
            " it.**\nWithout augmentation, every network classifies all validation images"
            " correctly, so that nothing can get better."
        ),
        "no seed in common": (
            "**On {where}, it is not clear yet whether augmentation helps: too few seeds have"
            " finished training both with augmentation and without it.**"
        ),
        "nothing to compare": (
            "**On {where}, only strength 0, no augmentation, has been measured: {without} of the"
            " validation images are classified correctly.**\nThere is nothing to compare this with."
        ),
    }
)

# ... and goes on with some of these.
FURTHER = MappingProxyType(
    {
        "harmful from": (
            "Strength {from_} hurts, and so does every stronger one that was measured: at strength"
            " {from_}, {with_from} of the validation images are classified correctly; without"
            " augmentation, {without_from} ({gain_from}, 95% interval {interval_from})."
        ),
        "harmful at the strongest": (
            "The strongest augmentation that was measured hurts: at strength {from_}, {with_from}"
            " of the validation images are classified correctly; without augmentation,"
            " {without_from} ({gain_from}, 95% interval {interval_from})."
        ),
        "past its best from": (
            "Augmentation is past its best at strength {from_} and at every stronger one that was"
            " measured: they are shown to be worse than strength {best}, which has the highest"
            " accuracy. At strength {from_}, {with_from} of the validation images are classified"
            " correctly; at strength {best}, {without_from} ({gain_from}, 95% interval"
            " {interval_from}). This alone does not mean that they are worse than no augmentation."
        ),
        "past its best at the strongest": (
            "The strongest augmentation that was measured is past its best: it is shown to be worse"
            " than strength {best}, which has the highest accuracy. At strength {from_},"
            " {with_from} of the validation images are classified correctly; at strength {best},"
            " {without_from} ({gain_from}, 95% interval {interval_from}). This alone does not mean"
            " that it is worse than no augmentation."
        ),
        "the best": (
            "Of the strengths that were measured, {only} is the best one; every other strength is"
            " shown to be worse."
        ),
        "the best is in a run": (
            "Each strength from {low} to {high} may be the best one: the data do not show which of"
            " these it is. Every other strength is shown not to be the best."
        ),
        "the best may be in a run": (
            "Any strength from {low} to {high} may be the best one: the data do not show which."
        ),
        "the best is one of": (
            "Each of the strengths {listed} may be the best one: the data do not show which of"
            " these it is. Every other strength is shown not to be the best."
        ),
        "the best may be one of": (
            "Any of the strengths {listed} may be the best one: the data do not show which."
        ),
        "the best that is known": "Of the strengths that can be compared, {only} is the best one.",
        "use the best": (
            "**Use strength {balance}:** it has the highest accuracy, and no weaker strength is"
            " about as accurate (within one standard error, that is, within the noise)."
        ),
        "use a weaker one": (
            "**Use strength {balance}, the balance point:** it is the weakest strength that is"
            " about as accurate as strength {best}, which has the highest accuracy. The difference"
            " is within one standard error, that is, within the noise, and weaker augmentation"
            " changes the images less."
        ),
        "use none": (
            "**Use strength 0, which means no augmentation:** the accuracy is highest there."
        ),
        "more seeds": (
            "About {seeds} for each strength would probably be enough to say whether augmentation"
            " helps, yes or no."
        ),
        "too many seeds": (
            "More than {most} seeds for each strength would be needed to say whether augmentation"
            " helps, yes or no; a run can have at most {most} seeds."
        ),
        "first seeds": (
            "It takes at least {seeds} for each strength before it is possible to say whether"
            " augmentation helps: one seed can show nothing."
        ),
        "more images": (
            "More seeds alone cannot show whether augmentation helps: there are too few validation"
            " images. About {images} (in all, not for each class) would probably be enough."
        ),
        "more images and seeds": (
            "More seeds alone cannot show whether augmentation helps: there are too few validation"
            " images. About {images} (in all, not for each class), together with {seeds} for each"
            " strength, would probably be enough."
        ),
        "too easy": (
            "More seeds cannot show a gain: where nothing is classified wrongly, nothing can get"
            " better. Train with fewer images of each class, or use more validation images."
        ),
        "no room above": (
            "A gain of more than {limit} is not possible, since no accuracy is above 100%: the"
            " trials exclude nothing on this side."
        ),
        "too few": (
            "So far, the data show nothing useful: even a very large difference may be chance."
        ),
        "unknown": (
            "The gain at strength {listed} is not known: no seed has finished training both there"
            " and at strength 0."
        ),
        "seeds only": (
            "The 95% intervals include the chance that comes from the seeds, but not the chance"
            " that comes from the choice of validation images: it is not stored which images each"
            " training run classified correctly."
        ),
        "unequal seeds": (
            "The strengths have different numbers of seeds; each comparison uses only the seeds"
            " that both strengths have."
        ),
        "looks": (
            "These results have been looked at {looks} times, with more seeds each time; the 95%"
            " intervals were made wider for that."
        ),
    }
)

# What stands beside the button that uses the balance point.
BUTTONS = MappingProxyType(
    {
        "helps, release 0.1": (
            "This sets the strength of your policy to {balance}, the balance point: the weakest"
            " strength that is about as accurate as the best one (within one standard error, that"
            " is, within the noise). Stronger augmentation changes the images more, and is not"
            " clearly better."
        ),
        "use it": "This sets the strength of your policy to {balance}.",
        "use none": ("This sets the strength of your policy to 0, which means no augmentation."),
        "none is best": (
            "This sets the strength of your policy to 0, which means no augmentation: the accuracy"
            " is highest there. No strength was shown to help enough to matter."
        ),
        "none is enough": (
            "This sets the strength of your policy to 0, which means no augmentation: it is about"
            " as accurate as the best strength (within one standard error, that is, within the"
            " noise). No strength was shown to help enough to matter."
        ),
        "does not matter": (
            "This sets the strength of your policy to {balance}: the weakest strength that is"
            " about as accurate as the best one (within one standard error, that is, within the"
            " noise). But no strength was shown to help enough to matter, so that strength 0, no"
            " augmentation, is a good choice too."
        ),
        "cannot be told": (
            "This sets the strength of your policy to {balance}. It is not clear yet whether"
            " augmentation helps. If you must choose now, take strength {balance}: so far, it is"
            " the weakest strength that is about as accurate as the best one (within one standard"
            " error, that is, within the noise)."
        ),
        "cannot be told, none": (
            "This sets the strength of your policy to 0, which means no augmentation. It is not"
            " clear yet whether augmentation helps. If you must choose now, take strength 0: so"
            " far, it is about as accurate as the best one (within one standard error, that is,"
            " within the noise)."
        ),
        "cannot be told, none is best": (
            "This sets the strength of your policy to 0, which means no augmentation. It is not"
            " clear yet whether augmentation helps. If you must choose now, take strength 0: so"
            " far, the accuracy is highest there."
        ),
        "other ways": (
            "More training images, or another policy, may show more than more seeds would."
        ),
    }
)

# Over the steps of a policy. A verdict starts with one of the first two, and goes on with others.
STEPS = MappingProxyType(
    {
        "start": (
            "**On {where}, {head}.**\nWith the whole policy at strength {strength}, {with_} of the"
            " validation images are classified correctly; without augmentation, {without}."
        ),
        "start with a gain": (
            "**On {where}, {head}.**\nWith the whole policy at strength {strength}, {with_} of the"
            " validation images are classified correctly; without augmentation, {without} ({gain},"
            " 95% interval {interval})."
        ),
        "start with a loss": (
            "**On {where}, {head}.**\n**The whole policy is worse than no augmentation:** with the"
            " whole policy at strength {strength}, {with_} of the validation images are classified"
            " correctly; without augmentation, {without} ({gain}, 95% interval {interval})."
        ),
        "harms": (
            "**{step} hurts:** with the whole policy, {without} of the validation images are"
            " classified correctly; without {step}, {with_}. Leaving it out changes the accuracy"
            " by {gain} (95% interval {interval})."
        ),
        "helps": (
            "**{step} helps:** with the whole policy, {without} of the validation images are"
            " classified correctly; without {step}, {with_}. Leaving it out changes the accuracy"
            " by {gain} (95% interval {interval})."
        ),
        "useless": (
            "**{step} makes no difference that matters:** leaving it out of the whole policy, or"
            " using it alone, changes the accuracy by at most {matters} (95% confidence). The"
            " smallest change that matters is {matters}, {why}."
        ),
        "several useless": (
            "**{steps} make no difference that matters:** leaving one of them out of the whole"
            " policy, or using one of them alone, changes the accuracy by at most {matters} (95%"
            " confidence). The smallest change that matters is {matters}, {why}. This does not say"
            " what leaving out several of them together does."
        ),
        "unknown": ("It is not clear yet whether {step} helps or hurts the whole policy."),
        "several unknown": (
            "For each of {steps}, it is not clear yet whether it helps or hurts the whole policy."
        ),
        "alone harms": (
            "**Used alone, {step} hurts:** with {step} alone, {with_} of the validation images are"
            " classified correctly; without augmentation, {without} ({gain}, 95% interval"
            " {interval})."
        ),
        "alone helps": (
            "**Used alone, {step} helps:** with {step} alone, {with_} of the validation images are"
            " classified correctly; without augmentation, {without} ({gain}, 95% interval"
            " {interval})."
        ),
        "together": (
            "With every step left out that hurts, {accuracy} of the validation images are"
            " classified correctly."
        ),
        "one at a time": (
            "The steps that hurt were left out one at a time, never together. The policy without"
            " all of them was not measured. If there is a final test, it is of the policy that"
            " leaves out {step} only."
        ),
        "not tested": ("The policy with every step left out that hurts was not tested."),
        "none is better": (
            "**The whole policy is worse than no augmentation:** with the whole policy, {with_} of"
            " the validation images are classified correctly; without augmentation, {without}"
            " ({gain}, 95% interval {interval})."
        ),
        "none is better than without": (
            "**The policy that leaves out {steps} is worse than no augmentation:** with that"
            " policy, {with_} of the validation images are classified correctly; without"
            " augmentation, {without} ({gain}, 95% interval {interval})."
        ),
        "more seeds": (
            "About {seeds} for each policy would probably be enough to show more about the steps."
        ),
        "too easy": (
            "More seeds would probably show the same: every network classifies all validation"
            " images correctly. Train with fewer images of each class, or use more validation"
            " images: where nothing is classified wrongly, nothing can get better."
        ),
        "first seeds": (
            "It takes at least {seeds} for each policy before any conclusion is possible: one seed"
            " can show nothing."
        ),
        "too many seeds": (
            "More seeds would probably not show more about the steps: even with {most} seeds, the"
            " most that a run can have, the differences may be chance."
        ),
        "unequal seeds": (
            "The policies have different numbers of seeds; each comparison uses only the seeds"
            " that both policies have."
        ),
        "button": ("This leaves out {steps}, and keeps everything else as it was measured."),
        "no button": (
            "No step is shown to hurt the whole policy, so there is nothing to leave out."
        ),
    }
)

# The answer about the steps of a policy: with this its verdict starts, and it stands in a list.
HEADS = MappingProxyType(
    {
        "one hurts": "{hurting} hurts",
        "several hurt": "{hurting} hurt",
        "one helps": "{helping} helps",
        "several help": "{helping} help",
        "one hurts, one helps": "{hurting} hurts, and {helping} helps",
        "one hurts, several help": "{hurting} hurts, and {helping} help",
        "several hurt, one helps": "{hurting} hurt, and {helping} helps",
        "several hurt, several help": "{hurting} hurt, and {helping} help",
        "none matters": "no step makes a difference that matters",
        "none is shown": "no step is shown to help or to hurt",
    }
)

# Of a final test, behind the verdict.
FINALS = MappingProxyType(
    {
        "none, the best": (
            "Final test, on the test images and with fresh seeds: without augmentation, {without}"
            " are classified correctly. Strength 0 has the highest accuracy on the validation"
            " images, so there is nothing to compare this with."
        ),
        "none": (
            "Final test, on the test images and with fresh seeds: without augmentation, {without}"
            " are classified correctly. Strength 0 is the balance point: it is about as accurate"
            " as the best strength, so there is nothing to compare this with."
        ),
        "none, unclear": (
            "Final test, on the test images and with fresh seeds: without augmentation, {without}"
            " are classified correctly. So far, strength 0 is about as accurate as the best"
            " strength, so there is nothing to compare this with."
        ),
        "strength": (
            "Final test, on the test images and with fresh seeds: with augmentation at strength"
            " {at}, {with_} are classified correctly; without augmentation, {without} ({gain},"
            " 95% interval {interval})."
        ),
        "strength, one seed": (
            "Final test, on the test images and with a fresh seed: with augmentation at strength"
            " {at}, {with_} are classified correctly; without augmentation, {without} ({gain})."
            " With one seed, the difference may be chance."
        ),
        "arms": (
            "Final test, on the test images and with fresh seeds: with {arm}, {with_} are"
            " classified correctly; with {base}, {without} ({gain}, 95% interval {interval})."
        ),
        "arms, one seed": (
            "Final test, on the test images and with a fresh seed: with {arm}, {with_} are"
            " classified correctly; with {base}, {without} ({gain}). With one seed, the"
            " difference may be chance."
        ),
        "tells more": (
            "The final test suggests a difference that the result on the validation images does"
            " not show. That result takes all strengths into account; the final test looks at this"
            " one strength only, on other images and with other seeds. Do not trust the difference"
            " before a run with more seeds shows it too."
        ),
        "tells more of a policy": (
            "The final test suggests a difference that the result on the validation images does"
            " not show. That result takes all comparisons into account; the final test makes this"
            " one only, on other images and with other seeds. Do not trust the difference before a"
            " run with more seeds shows it too."
        ),
        "tells less": (
            "The final test alone does not show a difference: its 95% interval contains 0. This"
            " does not mean that the result on the validation images is wrong: the final test has"
            " other images and other seeds."
        ),
        "tells the opposite": (
            "The final test contradicts the result on the validation images: on other images and"
            " with other seeds, the accuracy at strength {at} is lower than without augmentation"
            " (95% interval {interval}). Do not rely on either of them before a run with more"
            " seeds."
        ),
    }
)

# What is said of a step, in a table.
STEP_SAYS = MappingProxyType(
    {
        "earns its place": "helps",
        "harms": "hurts",
        "useless": "makes no difference",
        "cannot be told": "not clear yet",
    }
)

# A verdict in a few words, for a list of runs.
SHORT = MappingProxyType(
    {
        "helps": "helps at {at}",
        "helps a little": "helps only a little at {at} (at most {limit})",
        "helps, release 0.1": "helps",
        "hurts": "hurts at every strength",
        "hurts at the only one": "hurts at {at}",
        "ruled out": "no gain that matters (at most {limit})",
        "does not help": "not shown to help",
        "strong ones hurt": "hurts at {from_} and stronger; weaker: not clear yet",
        "the strongest hurts": "hurts at {from_}; weaker: not clear yet",
        "cannot be told": "not clear yet",
        "too easy": "not clear: the task is too easy",
        "steps": "{head}; not clear yet: {unclear} of {steps}",
    }
)
