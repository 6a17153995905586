"""Questions: which arms a sweep compares, in which order their trials run, and what is said then.

A new question is a module here and a row in `table.py`; a chart of its own goes into charts.
"""
