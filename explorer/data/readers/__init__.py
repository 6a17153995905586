"""Where data sets come from: a file for each kind of source.

The table of the kinds is `explorer.data.kinds`.
"""
