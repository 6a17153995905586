"""Short training runs: models, one trial as a pure function, metrics.

The only package that imports torch; it may not know sweeps.
"""
