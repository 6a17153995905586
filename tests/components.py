"""What every test that opens a page has: Streamlit looks through the installed packages once."""

from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def installed_components():
    """Remembers which packages bring components.

    Every new AppTest reads the metadata of all that is installed, which takes as long as a page
    does.
    """
    patch = pytest.MonkeyPatch()
    scan = cache(manifest_scanner.scan_component_manifests)
    patch.setattr(manifest_scanner, "scan_component_manifests", scan)
    yield
    patch.undo()
