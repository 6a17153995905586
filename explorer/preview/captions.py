"""What stands under a tile."""

from explorer.policy.catalog.spec import words_of
from explorer.policy.model import Step
from explorer.policy.strength import Node, crop_of
from explorer.preview.draws import Drawer

GROUP_WORDS = {
    "OneOf": "One of",
    "SomeOf": "Some of",
    "RandomOrder": "In random order",
    "Sequential": "In order",
    "Compose": "Compose",
}
_MOST = 3


def caption_of(node: Node) -> str:
    """Returns what a step or group is called under its picture.

    Examples: `Random brightness contrast`, `One of: Rotate, Blur`.
    """
    if isinstance(node, Step):
        return words_of(node.transform)
    if (crop := crop_of(node)) is not None:
        return caption_of(crop)
    names = [
        caption_of(child)
        for child in node.steps
        if not (isinstance(child, Step) and child.transform == "NoOp")
    ]
    more = " ..." if len(names) > _MOST else ""
    return f"{GROUP_WORDS[node.group]}: {', '.join(names[:_MOST])}{more}"


def told(caption: str, drawer: Drawer, draw: int) -> str:
    """Returns the caption, and whether the probability of the whole policy left the draw alone."""
    return f"{caption}, left alone" if drawer.leaves_alone(draw) else caption
