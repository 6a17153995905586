"""What tests of pages share: the app without a browser, with a data folder of its own."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.policy.model import Policy
from explorer.ui import link, session
from tests.components import installed_components  # noqa: F401 - a fixture for every test here

APP = Path(__file__).resolve().parents[2] / "explorer" / "ui" / "app.py"


@pytest.fixture
def open_app(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path))
    session._store.cache_clear()

    def opened(*steps, **query):
        app = AppTest.from_file(APP, default_timeout=60)
        if steps:
            query["policy"] = link.pack(Policy(steps))
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    yield opened
    session._store.cache_clear()
