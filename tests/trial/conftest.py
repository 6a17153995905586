import pytest

from explorer import Policy, Step
from explorer.trial.arm import strength_arm
from explorer.trial.setting import Setting
from explorer.trial.spec import TrialSpec

POLICY = Policy(
    (Step("a", "HorizontalFlip", p=0.5), Step("b", "Rotate", {"limit": (-30, 30)}, p=1.0)),
    name="flips and turns",
)


@pytest.fixture
def setting():
    return Setting("small-cnn", shots=8, epochs=3, image_size=16)


@pytest.fixture
def spec(setting):
    return TrialSpec(strength_arm(POLICY, 1.0, setting), 0, 0, "digest", device="cpu")
