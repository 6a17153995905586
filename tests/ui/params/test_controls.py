"""The table from a parameter to its control, walked over every parameter of the catalogue."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer.choices import Param
from explorer.errors import PolicyError
from explorer.policy.catalog import CATALOG
from explorer.ui.params.shapes import literal, parse_literal, shape_of, slider_bounds


def all_controls():
    import streamlit as st

    from explorer.policy.catalog import CATALOG
    from explorer.ui.params import controls

    def commit(value, *, redraw=False):
        st.session_state.committed = value

    for name, spec in CATALOG.items():
        for param in spec.params:
            value = (
                param.default
                if param.default is not None or param.start is None
                else param.check(param.start)
            )
            controls.edit_param(param, value, f"{name}.{param.name}", commit)
        st.session_state.drawn = name


def test_every_parameter_of_the_catalogue_gets_a_control_that_streamlit_accepts():
    app = AppTest.from_function(all_controls, default_timeout=60).run()
    assert not app.exception, f"after {app.session_state['drawn']}: {app.exception}"
    assert app.session_state["drawn"] == list(CATALOG)[-1]
    assert "committed" not in app.session_state, "drawing a control must not change a value"


def test_an_imported_value_outside_the_slider_widens_it():
    param = Param(
        name="limit",
        kind="range",
        help="",
        default=(0, 1),
        low=-45,
        high=45,
        step=1,
        min=-360,
        max=360,
    )
    assert slider_bounds(param, (-90.0, 10.0)) == (-90.0, 45, 1)
    assert slider_bounds(param, (-10.0, 200.0)) == (-45, 200.0, 1)


def test_odd_sliders_step_over_even_sizes():
    param = Param(name="kernel", kind="int", help="", default=3, low=3, high=31, step=1, odd=True)
    assert slider_bounds(param, 3)[2] == 2


@pytest.mark.parametrize(
    ("param", "value", "shape"),
    [
        (Param(name="limit", kind="range", help="", default=(0, 1)), (0.0, 1.0), "range"),
        (
            Param(name="limit", kind="range", help="", default=(0, 1)),
            (0.0, 1.0, 2.0, 3.0),
            "literal",
        ),
        (Param(name="size", kind="pair", help="", default=(3, 2)), (3, 2), "pair"),
        (Param(name="fill", kind="color", help="", default=0, max=255), 0, "rgb"),
        (Param(name="fill_mask", kind="color", help="", default=0, max=255), 0, "number"),
        (
            Param(name="fill", kind="color", help="", default=0, max=255, choices=("random",)),
            "random",
            "color_or_word",
        ),
        (Param(name="sigma", kind="float", help="", default=1.0), 2.5, "number"),
    ],
)
def test_the_shape_of_a_value_decides_its_control(param, value, shape):
    assert shape_of(param, value) == shape


def test_a_literal_is_read_back_as_it_was_written():
    for value in [0, [1, 2.5], {"x": [0, 1]}, "word", None]:
        assert parse_literal(literal(value)) == value


def test_a_text_that_is_no_json_is_refused_with_an_example():
    with pytest.raises(PolicyError, match="write for example"):
        parse_literal("[1,")
