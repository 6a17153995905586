"""The sizes in pixels of what the pages show, and the training sizes on offer there."""

from collections.abc import Mapping
from types import MappingProxyType

# The longer side at which a picture is worked on where no training size is chosen, by view.
SCREEN_PX: Mapping[str, int] = MappingProxyType(
    {"Draws": 256, "Steps": 256, "Compare": 640, "Extremes": 256}
)
SMALLEST_TILE_PX, LARGEST_TILE_PX = 256, 384  # of a training size that is enlarged for the eye
# "Full size" ends here: a preview of more than that is neither seen nor waited for.
FULL_PX = 2048
READ_PX = 1024  # what is kept of a picture where it is not looked at in full size
TRAINING_PX = (
    28,
    32,
    64,
    96,
    128,
    160,
    224,
    256,
    384,
    512,
)  # in the list; a session may keep others
MAX_TRAINING_PX = 1024
THUMBNAIL_PX = 72  # of a picture to choose: half as large on the screen
ALONE_PX = 88  # of what a step alone does, on its card: half as large on the screen
ALONE_WORK_PX = 256  # the step is applied at this size at most
STRIP_PX = 128  # a tile of the strip on Fine-tune
# Five pictures of the data set beside each other on a phone; encoded at twice that, for screens
# with dense pixels.
TILE_PX = 64
