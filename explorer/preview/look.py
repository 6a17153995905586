"""How a policy is looked at: at which size it is applied, and how large its results are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.errors import ImageError
from explorer.images import Image, resize
from explorer.policy.albumentations.drawing import apply_node
from explorer.policy.draws import Watch
from explorer.policy.model import Policy, Step
from explorer.preview.draws import Drawer, PrefixCache

MAX_TILES = 200
MAX_PX = 4096


@dataclass(frozen=True)
class Look:
    """What all views of a policy share.

    The policy is applied to the picture at `work_px`: its longer side on a screen, or, with
    `training`, the side of its middle square, which is what training receives. Tiles are `tile_px`
    wide and high at most, in `columns`; None stands for the number that shows them largest.
    """

    strength: float
    seed: int
    tile_px: int = 256
    work_px: int = 512
    training: bool = False
    columns: int | None = None
    annotations: bool = True

    def __post_init__(self) -> None:
        for name, number in (("tile_px", self.tile_px), ("work_px", self.work_px)):
            if not 1 <= number <= MAX_PX:
                raise ImageError(f"{number} is no {name} between 1 and {MAX_PX}")

    def prepared(self, image: Image) -> Image:
        """Returns the image at the size at which the policy is applied."""
        if not self.annotations and (image.mask is not None or image.boxes or image.keypoints):
            image = Image(image.name, image.rgb)
        if self.training:
            return resize(_middle_square(image), self.work_px)
        return resize(image, max_side=self.work_px)

    def drawer(
        self, policy: Policy, cache: PrefixCache | None = None, watch: Watch | None = None
    ) -> Drawer:
        """Returns what draws the policy at this strength and seed."""
        return Drawer(policy, self.strength, self.seed, cache, watch)

    def shown(self, image: Image) -> Image:
        """Returns an augmented image as it is received.

        Where a step has changed the size, training brings it back.
        """
        return resize(image, self.work_px) if self.training else image


def prepared(
    images: Sequence[Image], look: Look, tiles_each: int, cache: PrefixCache | None
) -> list[Image]:
    """Returns the images at the size at which the policy is applied; a cache keeps them.

    Raises ImageError for no picture, or more than 200 tiles.
    """
    if not images:
        raise ImageError("there is no picture to look at")
    if len(images) * tiles_each > MAX_TILES:
        raise ImageError(
            f"{len(images)} pictures of {tiles_each} tiles each are more than {MAX_TILES} tiles"
        )
    return [
        look.prepared(image) if cache is None else _kept(image, look, cache) for image in images
    ]


def _kept(image: Image, look: Look, cache: PrefixCache) -> Image:
    # To resize a photograph of 12 megapixels takes longer than eight draws of it.
    mark = b"worked with" if look.annotations else b"worked without"
    key = (image.digest, look.work_px, int(look.training), mark)
    found = cache.get(key)
    if found is None:
        found = look.prepared(image)
        cache.put(key, found)
    return found


def _middle_square(image: Image) -> Image:
    image = resize(image, max_side=MAX_PX)
    side = min(image.width, image.height)
    crop = Step("square", "CenterCrop", {"height": side, "width": side}, p=1.0)
    return apply_node(crop, image, seed=0, draw=0)
