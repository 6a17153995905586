from explorer.policy.catalog import CATALOG
from explorer.policy.model import Group, Policy, Step
from explorer.preview.cost import may_be_slow
from tests.preview.processes import SLOW


def test_the_cost_of_a_stack_decides_where_it_runs() -> None:
    benchmark = [
        Step(name, name)
        for name in (
            "Rotate",
            "RandomBrightnessContrast",
            "GaussianBlur",
            "HueSaturationValue",
            "CoarseDropout",
            "HorizontalFlip",
        )
    ]
    for strength in (0.3, 1, 1.5):
        assert not may_be_slow(Policy(tuple(benchmark)), strength, 256, 8)
        assert not may_be_slow(Policy(tuple(benchmark)), strength, 384, 12)
    assert may_be_slow(Policy(tuple(benchmark)), 1, 2048, 8)
    assert may_be_slow(
        Policy((Step("r", "Resize", {"height": 4000, "width": 4000}, p=1),)), 1, 64, 8
    )
    assert not may_be_slow(SLOW, 0, 512, 8)
    again = Group("g", "SomeOf", (Step("f", "HorizontalFlip"),), p=1, n=1000, replace=True)
    assert may_be_slow(
        Policy((Group("outer", "SomeOf", (again,), p=1, n=1000, replace=True),)), 1, 16, 1
    )
    assert may_be_slow(
        Policy(tuple(Step(f"s{i}", "HorizontalFlip") for i in range(1000))), 1, 16, 8
    )
    for name, transform in CATALOG.items():
        if transform.cost == "slow":
            assert may_be_slow(Policy((Step("s", name),)), 1, 64, 1), name


def test_a_fast_transform_with_a_setting_beyond_its_slider_is_not_trusted() -> None:
    found = 0
    for name, transform in CATALOG.items():
        for param in transform.params:
            if (
                transform.cost == "fast"
                and not transform.shape
                and param.kind == "int"
                and param.high is not None
                and param.max is not None
                and param.max > param.high + 1
            ):
                assert may_be_slow(
                    Policy(
                        (
                            Step(
                                "s",
                                name,
                                {
                                    param.name: int(param.max)
                                    - (param.odd and int(param.max) % 2 == 0)
                                },
                            ),
                        )
                    ),
                    1,
                    64,
                    1,
                ), (
                    name,
                    param.name,
                )
                found += 1
    assert found
