"""Compose: stack transforms, see what they do to pictures, and export the policy."""

from explorer.ui import compose

compose.show()
