"""What one sweep is and where it stands: its sentence, its warnings, Resume, and the downloads."""

import streamlit as st

from explorer import numbers
from explorer.errors import ExplorerError
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.said import as_sentence
from explorer.sweep.questions.table import MATTERS
from explorer.sweep.reading import advice_of
from explorer.ui import datasets, more, navigation, notices, sweeps, verdicts
from explorer.ui.results import files, keeping, listing
from explorer.ui.session import Session, get_session
from explorer.ui.words import escaped

POLL_S = 1.5
_BEGUN = "results.begun"  # more seeds were started by the last click
_JUDGE = (
    "Judge again looks at the same predictions as this release does: nothing is trained, and it"
    " takes some seconds. The verdict above is kept beside the new one."
)
_NO_VERDICT = "There is no verdict: what all is compared with has no finished trial."
_REPEATED = (
    "The notes say why. Where that was chance, or is mended by now, more seeds give one; the trials"
    " that failed are repeated, too."
)
_STATUS_WORDS = {
    "queued": "It waits for its turn.",
    "running": "It is running.",
    "stopping": "It is stopping.",
}


def lead() -> None:
    """Leads to Fine-tune where the last click has started a run."""
    if st.session_state.pop(_BEGUN, False):
        st.switch_page(navigation.pages()["finetune"])


def show(session: Session, progress: Progress, result: SweepResult) -> None:
    """Shows the head of a sweep."""
    head(result)
    _status(session, progress, result)
    sweeps.go_on(session, progress, "results", listing.look_at)
    if result.verdict is not None:
        with st.container(border=True, key="results-verdict"):
            verdicts.show(result)
            _more_seeds(session, progress, result)
            _judge_again(session, progress)
    else:
        _unjudged(session, progress, result)


def to_do(session: Session, progress: Progress, result: SweepResult) -> None:
    """Shows how far a run is, and what can be done with it, where it stands beside others."""
    _status(session, progress, result)
    sweeps.go_on(session, progress, "results", listing.look_at)
    if result.verdict is not None:
        _more_seeds(session, progress, result)
        _judge_again(session, progress)
    else:
        _unjudged(session, progress, result)


def head(result: SweepResult) -> None:
    """Shows what a run is called, what was asked for, and what its owner has written of it."""
    st.header(escaped(result.title), anchor=False)
    facts(result)


def facts(result: SweepResult) -> None:
    """Shows what was asked for, and what its owner has written of it."""
    st.caption(f"{keeping.of(result)}{_asked(result)}. {_took(result)}".rstrip())
    keeping.note(result)
    if result.matters:
        st.caption(escaped(f"The {MATTERS.noun}: {result.matters}."))


def beside(session: Session, progress: Progress, result: SweepResult) -> None:
    """Shows what there is beside the verdict and the charts: notes, downloads, what can be done."""
    sweeps.notes(result)
    take_along(session, progress, result)


def _more_seeds(session: Session, progress: Progress, result: SweepResult) -> None:
    """Offers the seeds that the verdict asks for; Fine-tune then shows the new run."""
    advice = advice_of(result)
    if advice is not None and (count := more.seeds(progress, advice)):
        _offer(session, progress, count)


def _unjudged(session: Session, progress: Progress, result: SweepResult) -> None:
    """Offers a finished run without a verdict the seeds that may give it one."""
    if count := more.to_judge(progress, result):
        with st.container(border=True, key="results-unjudged"):
            st.markdown(f"**{_NO_VERDICT}** {_REPEATED}")
            _offer(session, progress, count)


def _offer(session: Session, progress: Progress, count: int) -> None:
    def begun() -> None:
        st.session_state[_BEGUN] = True

    more.show(session, progress, count, "results", main=True, then=begun)
    st.caption("Fine-tune shows the new run, which takes over the trials of this one.")


def _judge_again(session: Session, progress: Progress) -> None:
    """Offers to judge a run of an earlier release again, where that would say something else."""
    sweep_id = progress.sweep.sweep_id

    def judge() -> None:
        control.judge_again(sweep_id, sweeps.store_url(), datasets.opened_off_page)
        notices.tell(session, "Judged again, as this release does. The verdict before is kept.")

    if progress.ended and control.judged_before(progress.sweep):
        sweeps.button(session, "Judge again", judge, key="results.judge", icon=":material/gavel:")
        st.caption(_JUDGE)


def _asked(result: SweepResult) -> str:
    """What was asked for, in a line of Markdown."""
    setting, strengths = result.setting, result.course.strengths
    compared = numbers.count(len(strengths or result.arms), "strength" if strengths else "arm")
    return (
        f"{escaped(setting.model)}, {setting.image_size} px,"
        f" {numbers.count(setting.shots, 'image')} a class,"
        f" {numbers.count(setting.epochs, 'epoch')},"
        f" {compared} x {numbers.count(result.course.seeds, 'seed')}"
    )


def _took(result: SweepResult) -> str:
    if not result.ended:
        return ""  # the bar below counts, and moves
    tally = result.tally
    took = f" in {numbers.duration(result.seconds)}" if result.seconds else ""
    return f"{tally.done}{took}{tally.aside}."


def _status(session: Session, progress: Progress, result: SweepResult) -> None:
    sweep_id = progress.sweep.sweep_id
    if progress.status == "failed":
        sweeps.failed(progress)
    if progress.status in ("stopped", "interrupted"):
        st.info(sweeps.broke_off(progress, result), icon=":material/pause_circle:")
    if not progress.ended:
        st.fragment(_live, run_every=POLL_S)(sweep_id, progress.tally.failed)
        if st.button("Follow it on Fine-tune", icon=":material/show_chart:", key="results.follow"):
            sweeps.follow(session, sweep_id)
            st.switch_page(navigation.pages()["finetune"])


def _live(sweep_id: str, failed: int) -> None:
    try:
        if sweep_id not in control.statuses(sweeps.store_url()):  # the page says that it has gone
            notices.draw_again(get_session())
        progress = control.progress(sweep_id, sweeps.store_url())
    except ExplorerError as error:  # a store that failed
        sweeps.trouble(error)
        return
    if progress.ended or progress.tally.failed != failed:  # why stands in the notes of the page
        notices.draw_again(get_session())
    told = as_sentence(progress.message) if progress.message else ""
    told = escaped(told) or _STATUS_WORDS[progress.status]
    st.progress(progress.fraction, text=f"{told} {sweeps.how_far(progress)}")


def take_along(session: Session, progress: Progress, drawn: SweepResult) -> None:
    """Shows the downloads of a run, and what its owner can do with it."""

    def now() -> SweepResult:
        if progress.ended:
            return drawn
        try:  # while it runs, the page is older than what has been measured since
            return control.read_result(progress.sweep.sweep_id, sweeps.store_url())
        except ExplorerError:  # deleted meanwhile, or the store is busy
            return drawn

    with st.container(horizontal=True):
        files.show(now, progress.sweep.spec.data, f"sweep-{progress.sweep.sweep_id}")
        keeping.show(session, progress, drawn)
