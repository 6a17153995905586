"""What a sweep finds: from the outcomes of trials to estimates, verdict, sentence and evidence.

Knows no store and no screen.
"""
