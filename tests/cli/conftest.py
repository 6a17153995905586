import pytest

from explorer import cli


@pytest.fixture
def run(capsys):
    """Calls the command line in this process; returns exit code, output and standard error."""

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return call
