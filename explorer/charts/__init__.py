"""Figures of a sweep, the table behind each, and what they show in words.

They take a `SweepResult`; page, command line, report and notebook draw the same. A file a chart;
`table.py` has a row for each.
"""
