"""Short training runs: networks, one trial as a pure function, scores.

The only package that imports torch; it may not know sweeps.
"""
