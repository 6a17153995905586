from tests.components import installed_components  # noqa: F401 - a fixture for every test here
