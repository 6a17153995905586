"""What holds a pipeline together and augments nothing.

It is known when files are read and written, and never offered as a transform.
"""
# A table reads by rows:
# fmt: off

from explorer.policy.catalog.spec import ALL_TARGETS, Transform

TRANSFORMS = (
    Transform(
        name="NoOp", family="structural", cost="fast", targets=ALL_TARGETS,
        summary="Leaves the picture as it is; in a OneOf it takes its share of the draws.",
    ),
)
