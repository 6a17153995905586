from collections.abc import Callable, Iterator

import pytest

from explorer.preview import PreviewService
from tests.preview.processes import workers


@pytest.fixture
def service() -> Iterator[PreviewService]:
    service = PreviewService(workers=1)
    yield service
    service.close()


@pytest.fixture
def started() -> Callable[[], set[int]]:
    """Gives the preview processes that were started since the test began."""
    before = workers()
    return lambda: workers() - before
