"""Trials of `fake_work`, in a runner that knows the question of `climbing.py` too."""

from types import MappingProxyType

from explorer.sweep.questions import table
from tests.sweep.fake_work import preload, prepare, probe, trial, warnings
from tests.sweep.questions.climbing import ROW

__all__ = ["preload", "prepare", "probe", "trial", "warnings"]

table.QUESTIONS = MappingProxyType({**table.QUESTIONS, ROW.name: ROW})
