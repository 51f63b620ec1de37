"""Where an installation keeps its things: one folder, `HUANGCE_HOME`, by default `.huangce/` where the command is run.

    secrets/    what nobody else may read (0700, each file 0600): the application's key and the database passwords
    database/   the embedded PostgreSQL, or a link to its place (see `cluster.py`)
    matching/   the register prepared for matching (0700, each file 0600), as confidential as the database

The folder is ours, its parents are not: their permissions are never touched.
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex, token_urlsafe

from huangce.errors import Unavailable


class HomeNotWritable(Unavailable):
    """The folder {home} cannot be written ({reason}): choose another one with HUANGCE_HOME."""

    code = "home-not-writable"


class SecretUnreadable(Unavailable):
    """The secret {path} cannot be read ({reason}): work as the user who made this home, or choose another home."""

    code = "secret-unreadable"


class SecretLost(Unavailable):
    """The secret {path} is empty or damaged: put the file from a backup back in its place."""

    code = "secret-lost"


def home() -> Path:
    """Return the folder of this installation, which need not exist yet."""
    named = os.environ.get("HUANGCE_HOME", "").strip()
    return Path(named).expanduser().resolve() if named else Path.cwd().resolve() / ".huangce"


def make_home() -> Path:
    """Make the folder of this installation if it is missing, and return it.

    For root the folder may be passed through by others (0711), because the database runs as a system user.
    """
    folder = home()
    try:
        if not (folder / "secrets").is_dir():
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
                (folder / ".gitignore").write_text("*\n")
            (folder / "secrets").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise HomeNotWritable(home=folder, reason=error.strerror or error) from None
    return folder


def secrets() -> Path:
    """Return the folder of secrets, which only its owner can enter."""
    return make_home() / "secrets"


def prepared() -> Path:
    """Return the folder of what was prepared from the register for matching, which need not exist yet."""
    return make_home() / "matching"


def forget_prepared() -> None:
    """Remove what was prepared from the register: the next run prepares it anew, without what was erased."""
    for file in prepared().glob("*.arrow"):
        file.unlink(missing_ok=True)


def secret(name: str) -> str:
    """Return the secret `name`, 43 random characters made on first use and then kept in a file of their own."""
    path = secrets() / name
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise SecretUnreadable(path=path, reason=error.strerror or error) from None
    # A whole file appears under its name or none: two processes that start at once then read the same value.
    draft = path.with_name(f".{name}.{os.getpid()}.{token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise HomeNotWritable(home=path, reason=error.strerror or error) from None
    return _read(path)


def _read(path: Path) -> str:
    value = path.read_text().strip()
    if not value:
        raise SecretLost(path=path)
    return value
