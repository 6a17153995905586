"""Makes the pictures of the search for a transform: what each of the catalogue does to one picture.

They are one sheet, explorer/ui/static/transforms.webp; whose square is which stands in
sample_data/transforms.txt.

    python sample_data/make_transforms.py

The search for a transform shows them: each at its usual settings and strength 1, and of 16 draws
the one that changes most.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from explorer import images, preview, samples
from explorer.images import UInt8
from explorer.policy.catalog import CATALOG
from explorer.policy.model import Step

PLACE = Path(__file__).parents[1] / "explorer" / "ui" / "static" / "transforms.webp"
NAMES = Path(__file__).with_name("transforms.txt")
PICTURE = "chelsea"
DRAWS = 16
SIDE_PX = samples.TRANSFORM_PX
LOOK = preview.Look(1.0, 0, SIDE_PX, 96, training=True, annotations=False)  # noise is seen
SHAPING_PX = 256  # what sets a size is seen on a picture of more pixels than it leaves


def main() -> None:
    """Draws every transform and writes the file."""
    squares = [square(name) for name in CATALOG]
    blank = np.zeros_like(squares[0])
    squares += [blank] * (-len(squares) % samples.TRANSFORM_COLUMNS)
    rows = np.array_split(np.array(squares), len(squares) // samples.TRANSFORM_COLUMNS)
    sheet = np.vstack([np.hstack(list(row)) for row in rows])
    PLACE.write_bytes(images.encode(sheet, "webp", quality=70))
    names = "".join(f"{name}\n" for name in CATALOG)
    NAMES.write_text(names, encoding="ascii")
    print(f"{PLACE.name}: {len(CATALOG)} transforms, {PLACE.stat().st_size} bytes")


def square(name: str) -> UInt8:
    """Returns the draw that changes the picture most."""
    service, picture = preview.shared_service(), samples.sample_image(PICTURE)
    look = replace(LOOK, work_px=SHAPING_PX, training=False) if CATALOG[name].shape else LOOK
    plain = service.alone(preview.only(Step("a", "NoOp")), picture, look).astype(float)
    policy = preview.only(Step("a", name))
    drawn = [service.alone(policy, picture, look, draw) for draw in range(DRAWS)]
    return max(drawn, key=lambda one: float(np.abs(one - plain).mean()))


if __name__ == "__main__":
    main()
