"""Data sets: a folder, zip, table or built-in name becomes an `ImageSet`.

At the training size, this becomes a `DecodedSet`. Imports neither torch nor OpenCV; pictures are
read through `explorer.images`. Nothing is imported here: to name a reading must cost nothing.
"""
