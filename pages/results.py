"""Results: every run that was kept."""

from explorer.ui import results

results.show()
