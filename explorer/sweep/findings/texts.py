"""Every sentence of a verdict: one whole text for each case, with the places of its numbers.

`sentence.py` chooses among those of a sweep over strengths, `ablation_sentence.py` among those of
steps, `explorer/charts/tested.py` among those of a final test. A text names what is compared with
what. It is for a reader whose first language may be another one: short, and read once. Longer than
most modules: all texts of verdicts stand together.
"""

from types import MappingProxyType

# Over strengths. A verdict starts with one of these ...
STARTS = MappingProxyType(
    {
        "helps": (
            "On {where}, augmentation helps. With augmentation at strength {at}, {with_} of the"
            " validation images are classified correctly; without augmentation, {without}"
            " ({gain}, 95% interval {interval})."
        ),
        "helps a little": (
            "On {where}, augmentation helps, but by no more than {limit} at any strength that was"
            " measured. With augmentation at strength {at}, {with_} of the validation images are"
            " classified correctly; without augmentation, {without} ({gain}, 95% interval"
            " {interval})."
        ),
        "hurts": (
            "On {where}, augmentation hurts at every strength that was measured. The smallest"
            " loss is at strength {at}: with augmentation, {with_} of the validation images are"
            " classified correctly; without augmentation, {without} ({gain}, 95% interval"
            " {interval})."
        ),
        "hurts at the only one": (
            "On {where}, augmentation hurts at strength {at}, the only one that was measured."
            " With augmentation, {with_} of the validation images are classified correctly;"
            " without augmentation, {without} ({gain}, 95% interval {interval})."
        ),
        "ruled out": (
            "On {where}, augmentation does not help enough to matter. Without augmentation,"
            " {without} of the validation images are classified correctly; with augmentation, at"
            " any strength that was measured, at most {limit} more (95% confidence for all"
            " strengths together). A gain of less than {matters} counts as too small to matter."
        ),
        "cannot be told": (
            "On {where}, it is not clear yet whether augmentation helps. With augmentation at"
            " strength {at}, {with_} of the validation images are classified correctly; without"
            " augmentation, {without} ({gain}, 95% interval {interval}). Such a difference may be"
            " chance."
        ),
        "strong ones hurt": (
            "On {where}, strong augmentation hurts, and it is not clear yet whether weak"
            " augmentation helps. Every strength from {from_} on hurts: at strength {from_},"
            " {with_from} of the validation images are classified correctly; without"
            " augmentation, {without_from} ({gain_from}, 95% interval {interval_from}). Weaker"
            " augmentation, at strength {at}: {with_} are classified correctly; without"
            " augmentation, {without} ({gain}, 95% interval {interval}). Such a difference may be"
            " chance."
        ),
        "one seed": (
            "On {where}, it is not clear yet whether augmentation helps: every strength has been"
            " trained with one seed only, so that any difference may be chance. With augmentation"
            " at strength {at}, {with_} of the validation images are classified correctly;"
            " without augmentation, {without} ({gain})."
        ),
        "no seed in common": (
            "On {where}, it is not clear yet whether augmentation helps: too few seeds have"
            " finished both with augmentation and without."
        ),
        "nothing to compare": (
            "On {where}, only strength 0, no augmentation, has been measured: {without} of the"
            " validation images are classified correctly. There is nothing to compare this with."
        ),
    }
)

# ... and goes on with some of these.
FURTHER = MappingProxyType(
    {
        "harmful from": (
            "Every strength from {from_} on hurts: at strength {from_}, {with_from} of the"
            " validation images are classified correctly; without augmentation, {without_from}"
            " ({gain_from}, 95% interval {interval_from})."
        ),
        "harmful at the strongest": (
            "The strongest augmentation that was measured hurts: at strength {from_}, {with_from}"
            " of the validation images are classified correctly; without augmentation,"
            " {without_from} ({gain_from}, 95% interval {interval_from})."
        ),
        "too strong from": (
            "From strength {from_} on, augmentation is too strong: every strength there is worse"
            " than strength {best}, which has the highest accuracy. At strength {from_},"
            " {with_from} of the validation images are classified correctly; at strength {best},"
            " {without_from} ({gain_from}, 95% interval {interval_from})."
        ),
        "too strong at the strongest": (
            "The strongest augmentation that was measured is too strong: at strength {from_},"
            " {with_from} of the validation images are classified correctly; at strength {best},"
            " which has the highest accuracy, {without_from} ({gain_from}, 95% interval"
            " {interval_from})."
        ),
        "the best": (
            "Of the strengths that were measured, {only} is the best one; every other strength is"
            " shown to be worse."
        ),
        "the best is in a run": (
            "Each strength from {low} to {high} may be the best one: the data do not show which"
            " of these it is. Every other strength that was measured is worse than the best one."
        ),
        "the best is one of": (
            "Each of the strengths {listed} may be the best one: the data do not show which of"
            " these it is. Every other strength that was measured is worse than the best one."
        ),
        "use the best": (
            "Use strength {balance}: it has the highest accuracy, and the accuracy of every"
            " weaker strength is lower by more than one standard error."
        ),
        "use a weaker one": (
            "Use strength {balance}, the balance point: it is the weakest strength whose accuracy"
            " is within one standard error of the highest accuracy, which is at strength {best}."
        ),
        "use none": "Use strength 0, which means no augmentation.",
        "more seeds": (
            "About {seeds} for each strength would probably be enough to show whether"
            " augmentation helps."
        ),
        "too many seeds": (
            "More than {most} seeds for each strength would be needed to show whether"
            " augmentation helps; a run may not have so many."
        ),
        "first seeds": (
            "At least {seeds} for each strength are needed before anything can be shown."
        ),
        "more images": (
            "More seeds alone cannot show whether augmentation helps: there are too few"
            " validation images. About {images} would probably be enough."
        ),
        "more images and seeds": (
            "More seeds alone cannot show whether augmentation helps: there are too few"
            " validation images. About {images}, together with {seeds} for each strength, would"
            " probably be enough."
        ),
        "unknown": (
            "The gain at strength {listed} is not known: no seed has finished both there and"
            " without augmentation."
        ),
        "seeds only": (
            "The 95% intervals allow for other seeds, but not for other validation images, since"
            " it is not stored which images each training run classified correctly."
        ),
        "unequal seeds": (
            "The strengths have different numbers of seeds; each comparison uses only the seeds"
            " that both strengths have."
        ),
        "looks": (
            "This run has been judged {looks} times, with more seeds each time; the 95% intervals"
            " allow for that."
        ),
    }
)

# What stands beside the button that uses the balance point.
BUTTONS = MappingProxyType(
    {
        "helps": (
            "This sets the strength of your policy to {balance}, the balance point. Every weaker"
            " strength has a lower accuracy, by more than one standard error; stronger"
            " augmentation changes the images more, and is not better by more than one standard"
            " error."
        ),
        "hurts": (
            "This sets the strength of your policy to 0, which means no augmentation:"
            " augmentation hurts at every strength that was measured."
        ),
        "none is enough": (
            "This sets the strength of your policy to 0, which means no augmentation: no strength"
            " was shown to help enough to matter."
        ),
        "does not matter": (
            "This sets the strength of your policy to {balance}, the weakest strength whose"
            " accuracy is within one standard error of the highest one. It was not shown to help"
            " enough to matter: without augmentation, the accuracy is about the same."
        ),
        "cannot be told": (
            "This sets the strength of your policy to {balance}, the balance point so far. This"
            " is not a recommendation: it is not clear yet whether augmentation helps."
        ),
        "cannot be told, none": (
            "This sets the strength of your policy to 0, which means no augmentation. This is not"
            " a recommendation: it is not clear yet whether augmentation helps."
        ),
        "other ways": (
            "More training images, or another policy, may show more than further seeds would."
        ),
    }
)

# Over the steps of a policy. A verdict starts with one of the first two, and goes on with others.
STEPS = MappingProxyType(
    {
        "start": (
            "On {where}, with the whole policy at strength {strength}, {with_} of the validation"
            " images are classified correctly; without augmentation, {without}."
        ),
        "start with a gain": (
            "On {where}, with the whole policy at strength {strength}, {with_} of the validation"
            " images are classified correctly; without augmentation, {without} ({gain}, 95%"
            " interval {interval})."
        ),
        "harms": (
            "{step} harms: without this step, {with_} of the validation images are classified"
            " correctly; with the whole policy, {without} ({gain}, 95% interval {interval})."
        ),
        "helps": (
            "{step} helps: without this step, {with_} of the validation images are classified"
            " correctly; with the whole policy, {without} ({gain}, 95% interval {interval})."
        ),
        "useless": (
            "{step} makes no difference that matters: leaving it out of the whole policy changes"
            " the accuracy by at most {matters}, and so does using it alone (95% confidence)."
        ),
        "several useless": (
            "{steps} make no difference that matters: leaving one of them out of the whole policy"
            " changes the accuracy by at most {matters}, and so does using one of them alone (95%"
            " confidence)."
        ),
        "unknown": ("It is not clear yet whether {step} helps or harms the whole policy."),
        "several unknown": ("It is not clear yet whether {steps} help or harm the whole policy."),
        "alone harms": (
            "Used alone, {step} harms: with this step alone, {with_} of the validation images are"
            " classified correctly; without augmentation, {without} ({gain}, 95% interval"
            " {interval})."
        ),
        "alone helps": (
            "Used alone, {step} helps: with this step alone, {with_} of the validation images are"
            " classified correctly; without augmentation, {without} ({gain}, 95% interval"
            " {interval})."
        ),
        "together": (
            "Without all the steps that harm, {accuracy} of the validation images are classified"
            " correctly."
        ),
        "one at a time": (
            "The steps that harm were left out one at a time, never together. The policy without"
            " all of them was not measured; a final test is of the policy that leaves out {step}"
            " and nothing else."
        ),
        "not tested": ("The policy without all the steps that harm was not tested."),
        "none is better": (
            "Without any augmentation, the accuracy is higher than with the whole policy: with"
            " the policy, {with_} of the validation images are classified correctly; without"
            " augmentation, {without} ({gain}, 95% interval {interval})."
        ),
        "none is better than without": (
            "Without any augmentation, the accuracy is higher than with the policy without"
            " {steps}: with that policy, {with_} of the validation images are classified"
            " correctly; without augmentation, {without} ({gain}, 95% interval {interval})."
        ),
        "more seeds": (
            "About {seeds} for each policy would probably be enough to show more about the steps."
        ),
        "first seeds": (
            "At least {seeds} for each policy are needed before anything can be shown."
        ),
        "too many seeds": (
            "More seeds would probably not show more about the steps: the differences are too"
            " small to be shown with the {most} seeds that a run may have."
        ),
        "unequal seeds": (
            "The policies have different numbers of seeds; each comparison uses only the seeds"
            " that both policies have."
        ),
        "button": ("This leaves out {steps}, and keeps everything else as it was measured."),
        "no button": ("No step is shown to harm, so there is nothing to leave out."),
    }
)

# Of a final test, behind the verdict.
FINALS = MappingProxyType(
    {
        "none": (
            "Final test, on the test images and with fresh seeds: without augmentation, {without}"
            " are classified correctly. Strength 0 is the balance point, so there is nothing to"
            " compare this with."
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
            "The final test shows a difference that the verdict does not. The verdict is on the"
            " validation images, with the seeds of the curve, and allows for all strengths; the"
            " final test is on other images, with other seeds, and looks at this one strength"
            " only. Trust the difference only if a run with more seeds shows it too."
        ),
        "tells less": (
            "The final test alone does not show what the verdict says: its 95% interval contains"
            " 0. It has other images and fewer seeds than the verdict rests on."
        ),
        "tells the opposite": (
            "The final test contradicts the verdict: on other images, with other seeds, the"
            " accuracy at strength {at} is lower than without augmentation. Do not rely on the"
            " verdict before a run with more seeds."
        ),
    }
)

# What is said of a step, in a table.
STEP_SAYS = MappingProxyType(
    {
        "earns its place": "helps",
        "harms": "harms",
        "useless": "makes no difference",
        "cannot be told": "not clear yet",
    }
)

# A verdict in a few words, for a list of runs.
SHORT = MappingProxyType(
    {
        "helps": "helps at {at}",
        "helps a little": "helps at {at}, by at most {limit}",
        "helps, release 0.1": "helps",
        "hurts": "hurts at every strength",
        "ruled out": "gains at most {limit}",
        "does not help": "does not help",
        "strong ones hurt": "hurts from {from_} on; weaker: not clear yet",
        "cannot be told": "not clear yet",
        "steps harm": "harmful: {harmful} of {steps}",
        "steps do not harm": "helpful: {helpful} of {steps}; harmful: none",
        "steps cannot be told": "not clear yet",
    }
)
