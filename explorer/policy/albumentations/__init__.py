"""The only place that imports Albumentations, and that knows its private names. Never loads torch.

`library` loads it, `private` holds what it does not promise, `signatures` says what its classes
take, `pipeline` builds, `targets` turns pictures to its arguments and back, `drawing` makes single
draws, `stream` feeds a training.
"""
