"""Augmentation Explorer: tune an augmentation policy, measure how strong it should be, export it."""

from explorer.errors import ExplorerError
from explorer.policy.model import Group, Policy, Step

__version__ = "0.1.1"
__all__ = ["ExplorerError", "Group", "Policy", "Step"]
