"""Write the whole register into one file, and put it back: the same rows, the same keys, or nothing at all.

Both work on the embedded database and on the one that `DATABASE_URL` names, also from one to the other.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from huangce.errors import Refused, Unavailable
from huangce.home import archive, cluster, database, external, migrate, paths
from huangce.home.archive import DUMP, SECRETS, Manifest
from huangce.home.django import ensure_schema

# Every home has its own passwords of the database's roles.
STAY_AT_HOME = frozenset(cluster.PASSWORDS.values())
# Keys of department lists are destroyed when their agreement ends: no copy of them may outlive it.
SHORT_LIVED = "delivery-"
TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1"
HISTORY = "django_migrations"
LAST = "last_backup.json"
# What newer servers put into a dump and older ones refuse: a setting that came with PostgreSQL 17, and a mark of
# columns that came with the security releases of November 2026 (15.20) and is set anew by the server that knows it.
NEWER = re.compile(rb"SET transaction_timeout|ALTER TABLE ONLY .+ ALTER COLUMN .+ SET \(pg_attver=[^,)]*\);$")

# Everything of the owner's goes, so that nothing of the former register can mix with the restored one.
EMPTY_SCHEMA = """
SET lock_timeout = '30s';
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT oid::regclass AS name, relkind FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
      AND pg_has_role(relowner, 'USAGE') LOOP
    EXECUTE format('DROP %s IF EXISTS %s CASCADE',
      CASE r.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, r.name);
  END LOOP;
  FOR r IN SELECT oid::regclass AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' AND pg_has_role(relowner, 'USAGE') LOOP
    EXECUTE format('DROP SEQUENCE IF EXISTS %s CASCADE', r.name);
  END LOOP;
  FOR r IN SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE pronamespace = 'public'::regnamespace AND pg_has_role(proowner, 'USAGE')
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', r.name);
  END LOOP;
END $$;
"""


class FileExists(Refused):
    """There is a file {file} already: choose another name, or overwrite it with --force."""

    code = "file-exists"


class IsAFolder(Refused):
    """{file} is a folder: name a file in it, for instance {file}/county.huangce."""

    code = "file-is-a-folder"


class NowhereToWrite(Unavailable):
    """The backup cannot be written to {file}: {reason}"""

    code = "backup-not-written"


class RegisterNotEmpty(Refused):
    """This register is not empty ({tables}). Restore into a new home, or replace everything in it with --replace."""

    code = "register-not-empty"


class BackupTooNew(Refused):
    """The backup was made by huangce {version}, which knows more than this version: {names}."""

    code = "backup-too-new"


class ToolFailed(Unavailable):
    """{tool} failed and nothing was changed: {reason}"""

    code = "database-tool-failed"


Progress = Callable[[int], None]


def backup(path: Path, *, overwrite: bool = False, progress: Progress = lambda size: None) -> Manifest:
    """Write the register to `path`, as it is at one moment; returns the manifest. `progress` is told bytes."""
    if path.is_dir():
        raise IsAFolder(file=path)
    if path.exists() and not overwrite:
        raise FileExists(file=path)
    urls = database.ensure()
    try:
        with archive.writing(path) as writer, psycopg.connect(urls.owner) as connection:
            # One moment for the dump and for the counts, while others go on writing.
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            snapshot = (connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",))[0]
            options = ("--format=custom", "--compress=gzip:3", f"--snapshot={snapshot}")
            with _program("pg_dump", urls.owner, *options) as stdout:
                writer.add(DUMP, stdout, progress)
            for secret in sorted(paths.secrets().iterdir()):
                if (
                    secret.is_file()
                    and secret.name not in STAY_AT_HOME
                    and not secret.name.startswith((".", SHORT_LIVED))
                ):
                    with secret.open("rb") as file:
                        writer.add(SECRETS + secret.name, file)
            manifest = _describe(connection, external.parts(urls.app)["user"], writer.parts)
            writer.finish(manifest)
        _note(path, manifest)
    except OSError as error:
        raise NowhereToWrite(file=path, reason=error.strerror or error) from None
    return manifest


def last() -> dict[str, str] | None:
    """Return when the last backup of this home was made and where it was written, as ISO 8601 and path, or None."""
    try:
        noted = json.loads((paths.home() / LAST).read_text(encoding="utf-8"))
        return {"made_at": str(noted["made_at"]), "file": str(noted["file"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note(path: Path, manifest: Manifest) -> None:
    noted = json.dumps({"made_at": manifest.made_at, "file": str(path.resolve())}, ensure_ascii=False)
    (paths.home() / LAST).write_text(noted, encoding="utf-8")


def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Put the register of a backup in the place of this one, whole or not at all; returns its manifest.

    The file is verified first. A register that holds anything is only given up with `replace`.
    """
    with archive.reading(path) as (file, manifest):
        ahead = sorted(set(manifest.migrations) - set(migrate.on_disk()))
        if ahead:
            raise BackupTooNew(version=manifest.huangce, names=", ".join(ahead))
        urls = database.ensure()
        filled = _filled(urls)
        if filled and not replace:
            raise RegisterNotEmpty(tables=", ".join(filled[:5]) + (" …" if len(filled) > 5 else ""))
        secrets = {name.removeprefix(SECRETS): file.read(name) for name in manifest.parts if name.startswith(SECRETS)}
        with tempfile.TemporaryDirectory(prefix="restore-", dir=paths.home()) as folder:
            file.extract(DUMP, folder)
            _load(Path(folder, DUMP), manifest, urls)
        for name, value in secrets.items():
            _put_secret(name, value, keep=bool(filled))
    ensure_schema()
    return manifest


def _describe(
    connection: psycopg.Connection[tuple[Any, ...]], app_role: str, parts: dict[str, tuple[str, int]]
) -> Manifest:
    count = sql.SQL("SELECT count(*) FROM {}")
    names = [name for (name,) in connection.execute(TABLES)]
    rows = {name: connection.execute(count.format(sql.Identifier(name))).fetchone() or (0,) for name in names}
    done = connection.execute(f"SELECT app || '.' || name FROM {HISTORY} ORDER BY 1") if HISTORY in names else ()
    return Manifest(
        format=archive.FORMAT,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        huangce=metadata.version("huangce"),
        postgresql=connection.info.server_version // 10000,
        app_role=app_role,
        migrations=[name for (name,) in done],
        rows={name: int(found[0]) for name, found in rows.items()},
        parts=parts,
    )


def _filled(urls: database.Urls) -> list[str]:
    """Return the tables that hold rows, but for Django's own record of migrations."""
    with psycopg.connect(urls.owner) as connection:
        names = [name for (name,) in connection.execute(TABLES) if name != HISTORY]
        has_rows = sql.SQL("SELECT EXISTS (SELECT 1 FROM {})")
        return [n for n in names if connection.execute(has_rows.format(sql.Identifier(n))).fetchone() == (True,)]


def _load(dump: Path, manifest: Manifest, urls: database.Urls) -> None:
    """Replace everything in the database by the dump, in one transaction."""
    role = external.parts(urls.app)["user"]
    with tempfile.NamedTemporaryFile("w", dir=dump.parent, suffix=".list") as chosen:
        with _program("pg_restore", None, "--list", dump) as listing:
            chosen.writelines(line.decode() for line in listing if b" ACL " in line)
        chosen.flush()
        with _program("pg_restore", None, "--no-owner", "--file=-", f"--use-list={chosen.name}", dump) as lines:
            rights = _for_role(b"".join(without_newer_settings(lines)).decode(), manifest.app_role, role)
    with (
        _psql(urls.owner) as psql,
        _program("pg_restore", None, "--no-owner", "--no-privileges", "--file=-", dump) as lines,
    ):
        psql.write(EMPTY_SCHEMA.encode())
        for chunk in without_newer_settings(lines):
            psql.write(chunk)
        psql.write(rights.encode())
        psql.write(_same_rows(manifest).encode())


def _for_role(statements: str, old: str, new: str) -> str:
    """Return GRANT and REVOKE statements with the role of this installation's application in them."""
    quoted = sql.Identifier(new).as_string(None)
    return re.sub(rf'\b(TO|FROM) (?:"{re.escape(old)}"|{re.escape(old)});', lambda m: f"{m[1]} {quoted};", statements)


def without_newer_settings(lines: IO[bytes]) -> Iterator[bytes]:
    """Yield a dump without the lines that some servers do not know; all of them stand before the data."""
    for line in lines:
        if not NEWER.match(line):
            yield line
        if line.startswith(b"COPY "):
            break
    while chunk := lines.read(archive.CHUNK):
        yield chunk


def _same_rows(manifest: Manifest) -> str:
    """Return statements that fail unless every table has as many rows as the backup says."""
    checks = (
        sql.SQL("SELECT 1 / (count(*) = {})::int FROM {};\n").format(
            sql.Literal(count), sql.Identifier("public", table)
        )
        for table, count in manifest.rows.items()
    )
    return "".join(check.as_string(None) for check in checks)


def _put_secret(name: str, value: bytes, *, keep: bool) -> None:
    """Replace a secret; with `keep` one that differs stays beside it, for what was signed or hidden with it."""
    path = paths.secrets() / Path(name).name
    if keep and path.exists() and path.read_bytes() != value:
        path.rename(path.with_name(f"{path.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}"))
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(value)
    draft.rename(path)


@contextmanager
def _program(name: str, url: str | None, *options: object) -> Iterator[IO[bytes]]:
    """Run a program of PostgreSQL and give its output; raises `ToolFailed` when it fails."""
    with _errors(name) as stderr:
        process = subprocess.Popen(
            _command(name, url, options), env=_environment(url), stdout=subprocess.PIPE, stderr=stderr
        )
        with process:
            assert process.stdout is not None
            yield process.stdout
            process.stdout.read()
        _check(name, process.returncode, stderr)


@contextmanager
def _psql(url: str) -> Iterator[IO[bytes]]:
    """Run psql in one transaction that any error ends, and give its input."""
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    with _errors("psql") as stderr:
        process = subprocess.Popen(
            _command("psql", url, options), env=_environment(url), stdin=subprocess.PIPE, stderr=stderr
        )
        assert process.stdin is not None
        try:
            yield process.stdin
            process.stdin.close()
        except BrokenPipeError:  # psql ended early; why stands in its errors
            pass
        except BaseException:
            process.kill()  # closing its input would commit what it has
            raise
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()
            process.wait()
        _check("psql", process.returncode, stderr)


@contextmanager
def _errors(name: str) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile(prefix=f"{name}-") as stderr:
        yield stderr


def _command(name: str, url: str | None, options: Iterable[object]) -> list[str]:
    # The password goes through the environment: a command line can be read by everybody on the machine.
    shown = [] if url is None else [f"--dbname={make_conninfo(url, password=None)}"]
    return [str(cluster.find_programs() / name), *shown, *(str(option) for option in options)]


def _environment(url: str | None) -> dict[str, str]:
    password = external.parts(url).get("password") if url is not None else None
    return os.environ | {"PGCLIENTENCODING": "UTF8"} | ({"PGPASSWORD": str(password)} if password else {})


def _check(name: str, code: int, stderr: IO[bytes]) -> None:
    if code != 0:
        stderr.seek(0)
        lines = [line for line in stderr.read().decode(errors="replace").splitlines() if line.strip()]
        told = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()] or lines
        raise ToolFailed(tool=name, reason=told[0].strip() if told else f"it ended with {code}")
