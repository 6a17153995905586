"""What a sweep is before it runs: its spec, what it costs, and the schedule of its trials."""
