"""The programs that tests of editors need are listed, so that the test run installs them or says what it leaves out."""

from install import FOLDER, PROGRAMS, Program


def test_every_test_that_plays_a_session_has_its_program() -> None:
    listed = {name for program in PROGRAMS for name in program.tests}
    playing = {path for path in FOLDER.glob("test_*.py") if "\nfrom played_sessions import" in path.read_text(encoding="utf-8")}
    assert {path.relative_to(FOLDER.parents[1]).as_posix() for path in playing} <= listed
    assert all((FOLDER.parents[1] / name).exists() for name in listed)


def test_a_program_that_is_missing_or_fails_is_not_installed() -> None:
    assert not Program("none", ("no-such-program",), (), ()).is_installed()
    assert not Program("broken", ("false",), (), ()).is_installed()
    assert Program("sound", ("true",), (), ()).is_installed()
