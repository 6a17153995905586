"""Keeps standard error to what the commands say themselves. Imports nothing of the project."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def decoders_quiet() -> Iterator[None]:
    """Silences what C libraries print while pictures are decoded.

    libpng and libtiff write to standard error about a damaged picture, before our own line does.
    Nothing else may write to standard error meanwhile, in this process or in one that it starts.
    """
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # every stream was closed by whoever called: nobody is listening
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
