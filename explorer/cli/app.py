"""`aug-explorer app`: starts Streamlit as a process of its own.

It passes the settings on, so that the app is the same from any folder.
"""

import os
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import click

import explorer
from explorer import variables
from explorer.errors import ExplorerError, quoted

STOP_WITHIN_S = 5.0
_PACKAGE = Path(explorer.__file__).parent


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; 0.0.0.0 opens the app to the network.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option(
    "--data-root",
    "data_roots",
    metavar="DIR",
    multiple=True,
    help="Folder below which the Data page may open data sets; may be given again.",
)
@click.option(
    "--store",
    metavar="URL",
    help="SQLAlchemy URL of the sweeps' store; by default a SQLite file in your data folder.",
)
def app(host: str, port: int, data_roots: tuple[str, ...], store: str | None) -> None:
    """Start the app in the browser. Ctrl-C ends it."""
    roots = [_data_root(root) for root in data_roots]
    _check_address(host, port)
    from explorer.sweep.storage.folders import check_data_folder

    check_data_folder()  # here, where one line says what is wrong, not on every page
    if store is not None:
        from explorer.sweep.storage.store import Store

        Store(store)
    environment = dict(os.environ)
    told = {variables.DATA_ROOTS: os.pathsep.join(roots), variables.STORE: store}
    for variable, value in told.items():
        environment.pop(variable.name, None)
        if value:
            environment[variable.name] = value
    sys.exit(_serve(command(host, port), environment))


def command(host: str, port: int) -> list[str]:
    """Returns the command that starts Streamlit.

    Every setting of the project's config.toml is a flag of it.
    """
    settings = dict(_flags(_settings())) | {"server.address": host, "server.port": str(port)}
    flags = [f"--{name}={value}" for name, value in settings.items()]
    # -P: a streamlit.py in the folder where somebody works must not stand in for the real one
    return [
        sys.executable,
        "-P",
        "-m",
        "explorer.ui.server",
        "run",
        str(_PACKAGE / "ui" / "app.py"),
        *flags,
    ]


def _settings() -> dict[str, Any]:
    in_wheel, in_checkout = (
        _PACKAGE / "streamlit_config.toml",
        _PACKAGE.parent / ".streamlit" / "config.toml",
    )
    with (in_wheel if in_wheel.is_file() else in_checkout).open("rb") as file:
        return tomllib.load(file)


def _flags(settings: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _flags(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value).lower() if isinstance(value, bool) else str(value)


def _data_root(root: str) -> str:
    path = Path(root).expanduser()
    if not path.is_dir():
        raise ExplorerError(f"the data root {quoted(root, 300)} is not a folder")
    resolved = str(path.resolve())
    if os.pathsep in resolved:
        raise ExplorerError(f"the data root {quoted(root, 300)} has a {os.pathsep!r} in its path")
    return resolved


def _check_address(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise ExplorerError(f"the host {quoted(host, 200)} is not an address") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except PermissionError:
            raise ExplorerError(
                f"port {port} may not be opened by you; choose one from 1024 on with --port"
            ) from None
        except OSError as error:
            if error.errno in (98, 48, 10048):  # EADDRINUSE on Linux, macOS, Windows
                raise ExplorerError(
                    f"port {port} on {host} is taken; choose another with --port"
                ) from None
            raise ExplorerError(
                f"the host {quoted(host, 200)} is not an address of this machine"
            ) from None


def _serve(arguments: list[str], environment: dict[str, str]) -> int:
    """Runs the server until it ends or we are told to, and returns its exit code.

    It never outlives us: the pipe to it closes with us.
    """
    before = signal.signal(signal.SIGTERM, _terminated)
    server = subprocess.Popen(arguments, env=environment, stdin=subprocess.PIPE)  # noqa: S603 - our own interpreter, our own file
    try:
        return server.wait()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _stop(server)
        signal.signal(signal.SIGTERM, before)


def _terminated(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
