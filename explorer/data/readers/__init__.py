"""Where data sets come from: a file for each kind of source, and a table of the kinds."""
