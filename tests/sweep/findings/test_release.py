from explorer import __version__
from explorer.sweep.findings.release import JUDGING, judging_release, marked, marked_short


def test_a_verdict_that_names_no_release_is_of_the_first():
    assert judging_release({"best": 0.5}) == "0.1"
    assert judging_release({"release": None}) == "0.1"
    assert judging_release({"release": "0.7"}) == "0.7"


def test_a_sentence_of_another_release_says_so_and_stays_as_it_was_given():
    assert marked("It helps.", "0.1") == "It helps. (As of release 0.1.)"
    assert marked_short("helps", "0.1") == "helps (release 0.1)"
    assert marked_short("helps", JUDGING) == "helps"
    assert marked_short("", "0.1") == ""
    assert marked("It helps.", JUDGING) == "It helps."


def test_the_release_that_judges_is_none_that_is_still_to_come():
    assert version_of(JUDGING) <= version_of(__version__)


def version_of(release):
    return tuple(int(part) for part in release.split(".")[:2])
