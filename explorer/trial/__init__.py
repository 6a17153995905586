"""What a trial is, as frozen values: Setting, Arm, TrialSpec, TrialResult; and the tables of
models, recipes and measures. Loads no torch.
"""
