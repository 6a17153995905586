"""Whether a runner lives, as one sees it who may have slept; with a clock of our own."""

import os

import pytest

from explorer.sweep.running.process import LONGEST_GAP, STALE_AFTER_S, Runner, Watch, is_alive

BEAT_S = 0.5
FEW_BEATS_S = STALE_AFTER_S * (1 - LONGEST_GAP)


class Clock:
    """Seconds that pass when told to, on the wall as in this process."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def look(clock):
    """Looks whether a runner that beat last at some time is alive."""
    watch = Watch(clock)
    return lambda runner, heartbeat: is_alive(runner, heartbeat, clock.now, "sweep", watch)


@pytest.fixture
def watched(look, clock):
    """Looks every half second, and returns what was seen last.

    It looks for as long as a runner that has slept has to beat again, and once more.
    """

    def seen(runner, heartbeat):
        alive = True
        for _ in range(int(FEW_BEATS_S / BEAT_S) + 1):
            clock.now += BEAT_S
            alive = look(runner, heartbeat)
        return alive

    return seen


RUNNERS = [Runner.of(os.getpid()), Runner("another host", 1, "x"), None]


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.parametrize("gap_s", [STALE_AFTER_S + 1, 3600.0, 100 * 86400.0])
def test_after_a_gap_of_its_own_clock_who_follows_waits_for_a_few_beats(
    look, watched, clock, runner, gap_s
):
    heartbeat = clock.now
    assert look(runner, heartbeat)
    clock.now += gap_s
    for _ in range(int(FEW_BEATS_S / BEAT_S) - 1):
        assert look(runner, heartbeat)
        clock.now += BEAT_S
    assert look(runner, clock.now)  # it was late, and goes on
    heartbeat = clock.now
    clock.now += gap_s
    assert look(runner, heartbeat)
    assert not watched(runner, heartbeat)


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_runner_that_is_silent_while_we_look_is_gone(look, clock, runner):
    heartbeat = clock.now
    for _ in range(int(STALE_AFTER_S / BEAT_S)):
        assert look(runner, heartbeat)
        clock.now += BEAT_S
    clock.now += BEAT_S
    assert not look(runner, heartbeat)


def test_at_first_sight_a_process_that_lives_here_is_only_late_and_another_is_judged_by_the_clock(
    look, watched, clock
):
    heartbeat = clock.now - 10 * STALE_AFTER_S
    assert look(Runner.of(os.getpid()), heartbeat)
    assert not watched(Runner.of(os.getpid()), heartbeat)


@pytest.mark.parametrize("runner", [Runner("another host", 1, "x"), None])
def test_at_first_sight_a_runner_of_which_nothing_is_known_is_judged_by_the_clock(
    look, clock, runner
):
    assert not look(runner, clock.now - STALE_AFTER_S - 1)


def test_a_process_that_is_gone_is_gone_at_once(look, clock):
    mine = Runner.of(os.getpid())
    assert not look(Runner(mine.host, mine.pid, "another start"), clock.now)


def test_a_clock_on_the_wall_that_is_set_back_makes_no_runner_immortal(look, watched, clock):
    heartbeat = clock.now + 3600
    assert look(Runner.of(os.getpid()), heartbeat)
    clock.now += STALE_AFTER_S * LONGEST_GAP
    assert look(Runner.of(os.getpid()), heartbeat)
    assert not watched(Runner.of(os.getpid()), heartbeat)


def test_only_so_many_runners_are_remembered():
    watch = Watch()
    for number in range(2000):
        watch.silent_s(number, 0.0, 0.0, sure=True)
    assert len(watch._seen) <= 1000


def test_a_runner_that_wakes_some_seconds_after_who_follows_it_was_only_late(look, clock):
    """Seen on a loaded machine: the command woke 4 s before its runner, and called it gone."""
    runner, heartbeat = Runner.of(os.getpid()), clock.now
    assert look(runner, heartbeat)
    clock.now += 25
    for _ in range(12):
        assert look(runner, heartbeat)
        clock.now += BEAT_S
    assert look(runner, clock.now)
