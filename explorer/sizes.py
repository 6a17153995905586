"""The sides in pixels that pictures of a data set may have. Imports nothing of the project."""

MIN_SIDE_PX = 4  # smaller pictures are left out as unusable
MIN_SIZE_PX, MAX_SIZE_PX = 8, 512  # of the square that training receives
