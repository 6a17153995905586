"""Policies: the catalogue, the model, strength, pipelines, edits and files."""
