"""In which order the picture's fragment makes what it shows."""

import pytest

from explorer.policy.model import Step
from explorer.ui.compose import bar, stage, views


@pytest.mark.parametrize(
    ("took_s", "order"), [(0.05, ["show", "strength"]), (1.9, ["strength", "show"])]
)
def test_a_quick_picture_comes_first_and_a_slow_one_holds_up_nothing(
    open_app, monkeypatch, took_s, order
):
    made = []
    for module, name in ((views, "show"), (bar, "strength")):
        action = getattr(module, name)
        monkeypatch.setattr(
            module,
            name,
            lambda *given, name=name, action=action: made.append(name) or action(*given),
        )
    app = open_app(Step("a", "Rotate"))
    made.clear()
    app.session_state[stage.TOOK_S] = took_s
    app.run()
    assert not app.exception
    assert made == order
