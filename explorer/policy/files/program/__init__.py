"""A Python text followed without running it: which pipelines it makes, and from which values.

Only the syntax tree is walked, bounded in steps, depth and size. Knows no policy.
"""

from explorer.policy.files.program.exploring import Pipeline, found
from explorer.policy.files.program.syntax import parsed
from explorer.policy.files.program.values import Call, Instance, Member, Unknown

__all__ = ["Call", "Instance", "Member", "Pipeline", "Unknown", "found", "parsed"]
