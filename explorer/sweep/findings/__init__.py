"""What a sweep finds: outcomes of trials in; estimates, verdict, sentence, evidence and the whole
result out. Knows no store and no screen.
"""
