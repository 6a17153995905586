"""From what a user asks to a SweepSpec.

It fills in what was left open, and refuses what the data set cannot give, before anything starts.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from explorer import numbers
from explorer.data.image_set import ImageSet
from explorer.data.reading import AS_FOUND, Reading
from explorer.errors import SweepError, quoted, quoted_apart
from explorer.frozen import Frozen, frozen
from explorer.policy.effect import why_flat
from explorer.policy.files import document
from explorer.policy.model import Policy
from explorer.samples import builtin_names
from explorer.sweep.engines.table import ENGINES
from explorer.sweep.planning.budget import AROUND_S
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import asked_by, processes, row_of, settled
from explorer.sweep.running.environment import cores, gpus, why_no_gpu
from explorer.trial.models import model_of
from explorer.trial.setting import FIELDS, USUAL_SHOTS, Facts, settle
from explorer.trial.spec import USUAL_MEASURES, Device

# A process holds half a gigabyte of GPU memory before its first picture; four keep one GPU busy.
WORKERS_PER_GPU = 4


def draft(
    policy: Policy,
    image_set: ImageSet,
    source: str,
    *,
    question: str = "strength",
    seeds: int = 5,
    seed: int = 0,
    measures: Sequence[str] | None = None,
    device: Device = "auto",
    engine: str = "local",
    workers: int | None = None,
    time_budget_s: float | None = None,
    reading: Reading = AS_FOUND,
    **asked: Any,
) -> SweepSpec:
    """Returns the spec of a sweep of `policy` on `image_set`.

    `source` is the name or path of the image set, `reading` how it was read. `asked` are fields of
    the setting and options of the question, by name. None means: choose. Raises SweepError for what
    the policy, the data set or the machine cannot give.
    """
    if reason := why_flat(policy):
        raise SweepError(
            f"the policy {quoted(policy.name)} {reason}: "
            f"every {row_of(question).one} would be the same"
        )
    if time_budget_s is not None and time_budget_s <= AROUND_S:
        raise SweepError(
            f"a time budget of {numbers.number(time_budget_s)} s is too short: "
            f"a run takes about {numbers.number(AROUND_S)} s beside its trials"
        )
    names = {row.name for row in FIELDS}
    facts = facts_of(image_set)
    setting = settle({name: asked.get(name) for name in names}, facts)
    if setting.shots > facts.shots:
        raise SweepError(
            f"{setting.shots} images a class are more than the {facts.shots} that the class "
            f"{_smallest_class(image_set)} has to train on"
        )
    options = {k: v for k, v in asked.items() if k not in names and v is not None}
    spec = SweepSpec(
        data=source_reference(source),
        reading=reading,
        policy_file=frozen(document.write(policy, policy.strength)),
        setting=setting,
        question=question,
        options=Frozen(frozen(options)),
        seeds=seeds,
        seed=seed,
        # Every question judges by accuracy, so that it is always scored.
        measures=tuple(dict.fromkeys((*USUAL_MEASURES, *(measures or ())))),
        device=device,
        engine=engine,
        workers=default_workers(device) if workers is None else workers,
        time_budget_s=time_budget_s,
    )
    _check_machine(spec)
    return settled(spec)


def _check_machine(spec: SweepSpec) -> None:
    """Refuses what this machine lacks, as far as that is known without torch."""
    if not ENGINES[spec.engine].here:
        return
    if lacks := model_of(spec.setting.model).lacks:
        raise SweepError(lacks)
    if spec.device == "cuda" and (why := why_no_gpu()):
        raise SweepError(f"device 'cuda' asks for a GPU, and {why}")


def facts_of(image_set: ImageSet) -> Facts:
    """Returns what usual values depend on."""
    shots, _ = available_shots(image_set)
    return Facts(len(image_set.classes), shots, image_set.typical_side_px)


def filled_in(spec: SweepSpec, image_set: ImageSet, **asked: object) -> Iterator[str]:
    """Yields, in words, what `spec` says without having been asked.

    That is settings and options of the question left open (None in `asked`), and whatever was
    changed.
    """
    words = _words(spec, image_set)
    if chosen := [text for name, text in words.items() if asked.get(name) is None]:
        yield f"you have not set these, so they were chosen for you: {', '.join(chosen)}"
    yield from asked_by(spec).remarks(spec, asked)
    started = processes(spec)
    if started < spec.workers and asked.get("workers") is not None:
        yield (
            f"only {started} of {spec.workers} workers are started, because there are never more"
            " trials to run at once"
        )
    yield from (problem.message for problem in image_set.problems if problem.kind == "warning")


def _words(spec: SweepSpec, image_set: ImageSet) -> Mapping[str, str]:
    setting = spec.setting
    available, _ = available_shots(image_set)
    all_it_has = ""
    if setting.shots == available < USUAL_SHOTS:
        all_it_has = f" (all that the class {_smallest_class(image_set)} has to train on)"
    return {
        "model": f"model {setting.model}",
        "image_size": f"image size {setting.image_size} px",
        "shots": f"{numbers.count(setting.shots, 'image')} a class{all_it_has}",
        "epochs": numbers.count(setting.epochs, "epoch"),
        "workers": numbers.count(spec.workers, "worker"),
    }


def source_reference(source: str) -> str:
    """Returns a built-in name as it is and a path made absolute.

    The runner may work in another folder.
    """
    return source if source in builtin_names() else str(Path(source).resolve())


def available_shots(image_set: ImageSet) -> tuple[int, str]:
    """Returns how many training images the smallest class has, and its name."""
    counts = [0] * len(image_set.classes)
    for item in image_set.split("train"):
        counts[item.label] += 1
    fewest = min(range(len(counts)), key=counts.__getitem__)
    return counts[fewest], image_set.classes[fewest]


def _smallest_class(image_set: ImageSet) -> str:
    _, name = available_shots(image_set)
    return quoted_apart(image_set.classes)[name]


def default_image_size(image_set: ImageSet) -> int:
    """Returns the side in pixels to train at unless told otherwise."""
    return settle({}, facts_of(image_set)).image_size


def default_workers(device: str) -> int:
    """Returns how many workers a sweep has unless told otherwise.

    One a core, and at most four a GPU where trials run on one.
    """
    known = 0 if device == "cpu" else len(gpus())
    return min(cores(), WORKERS_PER_GPU * known) if known else cores()
