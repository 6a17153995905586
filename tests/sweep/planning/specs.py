"""A spec for the tests of planning, valid and settled as every other."""

from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import settled
from explorer.trial.setting import Setting


def make_spec(strengths=None, model="small-cnn", shots=10, epochs=20, image_size=32, **changes):
    options = {} if strengths is None else {"strengths": strengths}
    told = {"data": "digits", "policy_file": {"explorer": {"steps": []}}, "workers": 2}
    setting = Setting(model, shots, epochs, image_size)
    return settled(SweepSpec(**told | {"setting": setting, "options": options} | changes))
