"""`python -m explorer.cli` is `aug-explorer`."""

from explorer.cli import main

main()
