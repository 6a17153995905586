"""Hypothesis strategies that walk the catalogue.

They give legal values of parameters, steps, groups and whole policies.
"""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from explorer import ExplorerError, Group, Policy, Step
from explorer.choices import XY, Param
from explorer.policy.catalog import CATALOG, Transform
from explorer.policy.model import ComposeSettings

probabilities = st.sampled_from((0.0, 0.1, 0.25, 0.5, 0.75, 1.0)) | st.floats(0, 1)
strengths = st.sampled_from((0.0, 0.25, 0.5, 1.0, 1.5, 2.0)) | st.floats(0, 2)
seeds = st.integers(0, 2**32 - 1)
names = st.text(
    st.characters(
        codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="#'\"\\{}"
    ),
    min_size=1,
    max_size=30,
).filter(lambda name: bool(name.strip()) and name.isprintable())


def numbers(param: Param, *, whole: bool) -> st.SearchStrategy[Any]:
    """Numbers that are legal for `param`, mostly where its slider is."""
    low = next(end for end in (param.low, param.min, 0) if end is not None)
    high = next(end for end in (param.high, param.max, low + 1) if end is not None)
    widest = (
        max(low if param.min is None else param.min, -1e4),
        min(high if param.max is None else param.max, 1e4),
    )
    ends = st.sampled_from([(low, high), (low, high), widest])
    if whole:
        integers = ends.flatmap(lambda pair: st.integers(int(-(-pair[0] // 1)), int(pair[1] // 1)))
        return integers.map(lambda n: n if not param.odd or n % 2 or n == 0 else n - 1).filter(
            lambda n: _legal(param, n)
        )
    return (
        ends.flatmap(lambda pair: st.floats(pair[0], pair[1]))
        .map(lambda x: float(f"{x:.6g}"))
        .filter(lambda x: _legal(param, x))
    )


def _legal(param: Param, value: float) -> bool:
    return (param.min is None or value >= param.min) and (param.max is None or value <= param.max)


def values(param: Param) -> st.SearchStrategy[Any]:
    """Values that are legal for `param` by itself, in the kind's own form."""
    number = numbers(param, whole=param.whole)
    ends = st.tuples(number, number).map(lambda pair: tuple(sorted(pair)))
    if param.distinct:
        ends = ends.filter(lambda pair: pair[0] != pair[1])
    kinds: dict[str, Any] = {
        "float": number,
        "int": number,
        "range": ends,
        "int_range": ends,
        "pair": st.tuples(number, number),
        "xy_range": st.builds(XY, ends, ends) | ends,
        "bool": st.booleans(),
        "color": st.integers(0, 255)
        | st.sampled_from(param.counts).flatmap(
            lambda count: st.tuples(*[st.integers(0, 255)] * count)
        ),
        "list": st.lists(
            st.sampled_from(param.choices) if param.choices else number,
            min_size=param.size or 1,
            max_size=param.size or 4,
        ).map(tuple),
        "choice": st.sampled_from(param.choices) if param.choices else st.nothing(),
        "text": st.just(param.default),
    }
    chosen = kinds[param.kind]
    return chosen | st.none() if param.nullable else chosen


@st.composite
def steps(draw: st.DrawFn, spec: Transform | None = None, step_id: str = "s") -> Step:
    """Gives valid steps.

    A step is a transform of the catalogue with some of its parameters set, each to a legal value
    that goes with the others.
    """
    spec = spec or draw(st.sampled_from(list(CATALOG.values())))
    settings = {param.name: draw(values(param)) for param in spec.params if draw(st.booleans())}
    step = Step(
        step_id,
        spec.name,
        p=draw(probabilities),
        enabled=draw(st.sampled_from((True, True, True, False))),
    )
    kept: dict[str, Any] = {}
    for name, value in settings.items():
        try:
            step = replace(step, params={**kept, name: value})
        except ExplorerError:
            continue  # legal by itself, but not beside what is kept already
        kept[name] = value
    return step


boxes = st.sampled_from(
    (
        None,
        None,
        {"format": "coco", "label_fields": ["labels"]},
        {"format": "pascal_voc", "label_fields": ["a", "b"], "min_area": 4.0, "clip": True},
    )
)
points = st.sampled_from((None, None, {"format": "xy", "remove_invisible": False}))
settings = st.builds(
    ComposeSettings,
    p=probabilities,
    bbox_params=boxes,
    keypoint_params=points,
    additional_targets=st.sampled_from(({}, {}, {"image2": "image"})),
    is_check_shapes=st.booleans(),
)


@st.composite
def groups(draw: st.DrawFn, children: st.SearchStrategy[Step | Group]) -> Group:
    """Valid groups of `children`, whose ids `renumbered` makes unique."""
    kind = draw(st.sampled_from(("OneOf", "SomeOf", "RandomOrder", "Sequential", "Compose")))
    held = tuple(draw(st.lists(children, min_size=1, max_size=3)))
    p = draw(probabilities)
    if kind == "OneOf" and not any(child.p for child in held if child.enabled):
        held = (replace(held[0], p=0.5, enabled=True), *held[1:])
    counts = (
        {"n": draw(st.integers(1, 4)), "replace": draw(st.booleans())}
        if kind in ("SomeOf", "RandomOrder")
        else {}
    )
    compose = replace(draw(settings), p=p, additional_targets={}) if kind == "Compose" else None
    return Group(
        "g",
        kind,
        held,
        p,
        draw(st.sampled_from((True, True, True, False))),
        compose=compose,
        **counts,
    )


def renumbered(nodes: tuple[Step | Group, ...], prefix: str = "s") -> tuple[Step | Group, ...]:
    """Returns the nodes with ids from their position."""
    named = [replace(node, id=f"{prefix}{i + 1}") for i, node in enumerate(nodes)]
    return tuple(
        replace(node, steps=renumbered(node.steps, f"{node.id}."))
        if isinstance(node, Group)
        else node
        for node in named
    )


nodes = st.recursive(steps(), groups, max_leaves=4)
tails = st.sampled_from((("Normalize", "ToTensorV2"), ("Normalize",), (), (), ())).map(
    lambda listed: tuple(Step(f"t{i + 1}", name, p=1.0) for i, name in enumerate(listed))
)


@st.composite
def policies(draw: st.DrawFn, max_steps: int = 5, tail: bool = True) -> Policy:
    """Gives valid policies.

    They have steps and nested groups of catalogued transforms, compose settings, a tail, strength
    and seed.
    """
    return Policy(
        renumbered(tuple(draw(st.lists(nodes, max_size=max_steps)))),
        name=draw(names),
        strength=draw(strengths),
        seed=draw(seeds),
        tail=draw(tails) if tail else (),
        compose=draw(settings),
        evidence=draw(
            st.sampled_from(
                (
                    None,
                    None,
                    {
                        "sentence": "Strength 0.5 helps.",
                        "accuracies": [0.5, 0.625],
                        "balance_point": 0.5,
                    },
                )
            )
        ),
    )
