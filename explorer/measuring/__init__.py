"""Measuring as people ask for it, from the command line and from Python alike.

It holds `explorer.measure`, what that returns, and what the commands share with it. Loads nothing:
a command's help needs the table of options alone.
"""
