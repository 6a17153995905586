"""Augmentation Explorer: tune a policy, measure how strong it should be, export it."""

from explorer.errors import ExplorerError
from explorer.policy.model import Group, Policy, Step
from explorer.version import __version__ as __version__

__all__ = ["ExplorerError", "Group", "Policy", "Step"]
