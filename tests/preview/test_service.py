"""Slow previews are cut by name, and the processor is free again."""

import os
import signal
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from explorer.errors import ImageError, PolicyError
from explorer.images import Image
from explorer.policy.model import Policy, Step
from explorer.preview import PreviewService, TooSlowError, contact_sheet
from explorer.preview.cost import may_be_slow
from explorer.preview.pipe import WorkerDiedError
from explorer.preview.worker import Worker
from tests.preview.processes import (
    FAST,
    SLOW,
    gone,
    idle,
    look,
    needs_proc,
    photo,
    wait_until,
)

pytestmark = needs_proc


def test_a_fast_stack_starts_no_process(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    sheet = service.contact_sheet(FAST, [photo()], look(), 2)
    assert not started()
    assert np.array_equal(sheet.rgb, contact_sheet(FAST, [photo()], look(), 2).rgb)


def test_a_process_shows_what_threads_show_for_every_view(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    here = PreviewService()

    def in_threads(view, policy, *arguments, jobs):
        return here._here[view](policy, *arguments)

    here._run = in_threads  # type: ignore[method-assign]
    slow = Policy((Step("f", "FancyPCA", p=1),))
    assert may_be_slow(slow, 1, 64, 1)
    assert np.array_equal(
        service.contact_sheet(slow, [photo()], look(), 2).rgb,
        here.contact_sheet(slow, [photo()], look(), 2).rgb,
    )
    assert np.array_equal(
        service.steps_sheet(slow, photo(), look()).rgb, here.steps_sheet(slow, photo(), look()).rgb
    )
    assert np.array_equal(
        service.compare(slow, photo(), look()).heat, here.compare(slow, photo(), look()).heat
    )
    assert np.array_equal(
        service.single(slow, photo(), look(), 1, 1).rgb,
        here.single(slow, photo(), look(), 1, 1).rgb,
    )
    assert (
        service.extremes(slow, photo(), look(), 8).mildest
        == here.extremes(slow, photo(), look(), 8).mildest
    )
    assert len(started()) == 1


def test_a_step_that_takes_too_long_is_cut_and_named_and_the_processor_is_free_again(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    service.contact_sheet(SLOW, [photo(16)], look(16), 1)
    (warm,) = started()
    began = time.monotonic()
    with pytest.raises(
        TooSlowError, match=r"^PiecewiseAffine takes longer than 2 s on this picture: "
    ) as caught:
        service.contact_sheet(SLOW, [photo(1024)], look(1024), 4)
    assert 1.9 < time.monotonic() - began < 10, "uncut, it takes a minute"
    assert "\n" not in str(caught.value)
    assert gone(warm)
    time.sleep(1)
    (replacement,) = started()
    assert replacement != warm
    # Starting is all that the replacement does: it takes no processor afterwards.
    assert wait_until(lambda: idle(replacement))
    sheet = service.contact_sheet(SLOW, [photo(16)], look(16), 1)
    assert len(sheet.tiles) == 2


def test_waiting_for_a_free_process_does_not_count_as_slow() -> None:
    service = PreviewService(limit_s=0.8, workers=1)
    slow = Policy((Step("f", "FancyPCA", p=1),))
    found: list[object] = []

    large, small = photo(1024), photo(32)

    def ask(policy: Policy, image: Image) -> None:
        try:
            found.append(service.contact_sheet(policy, [image], look(image.width), 2))
        except TooSlowError as error:
            found.append(error)

    try:
        service.contact_sheet(slow, [photo()], look(), 1)
        waiting = [
            threading.Thread(target=ask, args=given) for given in ((SLOW, large), (slow, small))
        ]
        for thread in waiting:
            thread.start()
            time.sleep(0.2)
        for thread in waiting:
            thread.join(60)
    finally:
        service.close()
    assert [type(result).__name__ for result in found] == ["TooSlowError", "Sheet"]


def test_a_process_that_died_is_replaced(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    slow = Policy((Step("f", "FancyPCA", p=1),))
    service.contact_sheet(slow, [photo()], look(), 1)
    (worker,) = started()
    os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: gone(worker))
    assert len(service.contact_sheet(slow, [photo()], look(), 1).tiles) == 2


def test_a_process_killed_at_work_is_reported_and_replaced(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    service.contact_sheet(SLOW, [photo(16)], look(16), 1)
    (worker,) = started()
    threading.Timer(0.5, os.kill, (worker, signal.SIGKILL)).start()
    with pytest.raises(WorkerDiedError):
        service.contact_sheet(SLOW, [photo(1024)], look(1024), 4)
    assert len(service.contact_sheet(SLOW, [photo(16)], look(16), 1).tiles) == 2


def test_errors_of_the_user_pass_through_the_process(service: PreviewService) -> None:
    crop = Policy(
        (Step("c", "RandomCrop", {"height": 2000, "width": 2000, "pad_if_needed": False}, p=1),)
    )
    assert may_be_slow(crop, 1, 64, 1)
    with pytest.raises(PolicyError, match=r"RandomCrop cannot be applied to 'photo\.png'"):
        service.contact_sheet(crop, [photo()], look(), 1)
    with pytest.raises(ImageError, match="no picture"):
        service.contact_sheet(SLOW, [], look(), 1)


def test_closing_ends_the_processes(started: Callable[[], set[int]]) -> None:
    service = PreviewService()
    service.warm()
    (worker,) = started()
    service.close()
    assert gone(worker)


def test_an_answer_that_nobody_waits_for_is_not_given_to_the_next_one(
    service: PreviewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Policy((Step("f", "FancyPCA", p=1),))
    service.contact_sheet(slow, [photo()], look(), 1)

    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "_next", interrupted)
        with pytest.raises(KeyboardInterrupt):
            service.contact_sheet(slow, [photo()], look(), 1)
    assert len(service.contact_sheet(slow, [photo()], look(), 3).tiles) == 4
