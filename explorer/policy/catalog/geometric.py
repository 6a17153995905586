"""Geometric transforms: the picture is turned, moved or bent."""

from explorer.policy.catalog.spec import ALL_TARGETS, Param, Transform

TRANSFORMS = (
    Transform(
        name="HorizontalFlip", family="geometric", cost="fast", targets=ALL_TARGETS,
        summary="Mirrors the picture left to right.",
    ),
    Transform(
        name="Rotate", family="geometric", cost="fast", targets=ALL_TARGETS,
        summary="Turns the picture by a random angle.",
        params=(
            Param(name="limit", kind="range", help="The angle is drawn from this range.", default=(-30.0, 30.0), low=-180, high=180, step=1, min=-360, max=360, identity=0, unit="deg"),
        ),
    ),
)
