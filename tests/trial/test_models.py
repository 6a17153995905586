import pytest

from explorer.errors import SweepError
from explorer.trial.models import MODELS, model_of, usual_model


@pytest.mark.parametrize(
    "name",
    [
        *("", "resnet18", "small-cnn "),
        *("os.system('x'):f", "a:b:c", "../x:y", "mod:fn\n", "1a:f"),
        *("timm:", "timm:a b"),
    ],
)
def test_what_does_not_have_the_form_of_a_name_is_refused(name):
    with pytest.raises(SweepError, match="is not one of small-cnn"):
        model_of(name)


@pytest.mark.parametrize("name", [None, 3, ["small-cnn"], b"small-cnn"])
def test_what_is_no_text_is_refused(name):
    with pytest.raises(SweepError, match="is not one of small-cnn"):
        model_of(name)


@pytest.mark.parametrize(
    "name", [*MODELS, "timm:resnet18.a1_in1k", "timm:x/y", "nets:tiny", "a.b_c.d:e"]
)
def test_names_of_every_kind_are_accepted(name):
    assert model_of(name).name == name


def test_small_pictures_get_the_small_network():
    assert [usual_model(size) for size in (8, 28, 64, 65, 224)] == [
        *["small-cnn"] * 3, *["efficientnet-lite0"] * 2
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "images", "epochs"),
    [
        ("small-cnn", 10, 30),
        ("small-cnn", 300, 17),
        ("small-cnn", 100_000, 10),
        ("nets:tiny", 300, 17),
        ("efficientnet-lite0", 10, 8),
        ("efficientnet-lite0-head", 100_000, 8),
        ("timm:resnet18", 10, 8),
    ],
)
def test_pretrained_networks_need_fewer_epochs_than_those_from_scratch(name, images, epochs):
    assert model_of(name).usual_epochs(images) == epochs
