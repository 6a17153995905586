"""What a trial is, and what decides it before anything is trained.

Frozen values (Setting, Arm, TrialSpec, TrialResult), the tables of models, recipes and measures,
and the half of a recipe that draws pictures. Loads no torch; may not know training or sweeps.
"""
