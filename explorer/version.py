"""The release of the project. Imports nothing."""

__version__ = "0.2.0.dev0"
