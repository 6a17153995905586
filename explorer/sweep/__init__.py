"""Sweeps: what is planned, the process that runs it, the store that keeps it, the verdict on it.

Loads no torch.
"""
