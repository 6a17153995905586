"""The process that runs a sweep, how it is started, and what its workers do."""
