"""Run programs of PostgreSQL as somebody who is not root, for PostgreSQL refuses to run as root.

Started by an ordinary user they run as that user. Started by root (a container, a server's first minutes) they run as
the system user `huangce`, which has no password and no shell.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from huangce.errors import Unavailable

NAME = "huangce"


class NoSystemUser(Unavailable):
    """PostgreSQL does not run as root and the system user "huangce" cannot be made ({reason}). Run `useradd --system
    --shell /usr/sbin/nologin huangce` first, or start this as an ordinary user."""

    code = "no-system-user"


@dataclass(frozen=True, slots=True)
class Runner:
    """Who runs PostgreSQL; `name` is None when it is the user of this process."""

    uid: int
    gid: int
    name: str | None

    def run(self, command: list[str | Path], *, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run `command` to its end with `text` as its input; the caller looks at the return code."""
        identity = {} if self.name is None else {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [str(part) for part in command],
            input=text if text is not None else "",
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            umask=0o077,
            start_new_session=True,  # Ctrl-C is for the command, which then stops its server in good order
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            **identity,
        )

    def can_pass(self, folder: Path) -> bool:
        """Whether this user can go through `folder`, which must exist."""
        return self.name is None or self.run(["/bin/sh", "-c", 'test -x "$0"', folder]).returncode == 0

    def can_run(self, program: Path) -> bool:
        """Whether this user can run `program --version`."""
        try:
            return self.run([program, "--version"]).returncode == 0
        except OSError:
            return False


def runner() -> Runner:
    """Return who runs PostgreSQL here; makes the system user when root needs it."""
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid(), None)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make()
    return Runner(entry.pw_uid, entry.pw_gid, NAME)


def _make() -> pwd.struct_passwd:
    program = shutil.which("useradd", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")
    if program is None:
        raise NoSystemUser(reason="there is no useradd here")
    made = subprocess.run(
        [program, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(NAME)  # another process may have made it meanwhile
    except KeyError:
        raise NoSystemUser(reason=made.stderr.strip() or f"useradd ended with {made.returncode}") from None
