"""Controls for the parameters of a table's rows: from a parameter to a widget."""
