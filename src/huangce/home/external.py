"""A PostgreSQL of the office's own, named by `DATABASE_URL`: version 15 or newer, the address of the database's owner.

The application works as a second role, `<database>_app`. It is made here with a password that is kept in the home;
where the owner may not make roles (a managed database), an administrator makes it and `DATABASE_APP_URL` names it.
"""

from __future__ import annotations

import os
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from huangce.errors import Unavailable
from huangce.home import paths

OLDEST = 15
LOCK = 0x4875616E67636500  # advisory lock of our set-up: "Huangce" in ASCII


class BadDatabaseUrl(Unavailable):
    """{variable} is not the address of a PostgreSQL database: write postgresql://user:password@host:5432/database."""

    code = "bad-database-url"


class DatabaseUnreachable(Unavailable):
    """The database {database} at {host} does not answer as {user}: {reason}. Check {variable}, and that it runs."""

    code = "database-unreachable"


class DatabaseTooOld(Unavailable):
    """The database server is PostgreSQL {found}; {oldest} or newer is needed."""

    code = "database-too-old"


class UnfitDatabase(Unavailable):
    """The database {database} cannot hold the register: {reason}."""

    code = "unfit-database"


class NoRights(Unavailable):
    """The role {user} may not {what} in the database {database}. {mend}"""

    code = "no-database-rights"


def prepare() -> tuple[str, str]:
    """Check the database that `DATABASE_URL` names and return the addresses of its owner and of the application."""
    owner = os.environ["DATABASE_URL"].strip()
    with connect(owner, "DATABASE_URL") as connection:
        _check(connection)
        given = os.environ.get("DATABASE_APP_URL", "").strip()
        app = given or with_role(owner, app_role(connection.info.dbname), paths.secret("app_password"))
        if given:
            connect(given, "DATABASE_APP_URL").close()
        elif not _answers(app):
            _make_role(connection, app)
        _grant_connect(connection, parts(app, "DATABASE_APP_URL")["user"])
    return owner, app


def parts(url: str, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Return what `url` is made of, by libpq's names; raises `BadDatabaseUrl`."""
    try:
        found = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise BadDatabaseUrl(variable=variable) from None
    if not found.get("dbname"):
        raise BadDatabaseUrl(variable=variable)
    return found


def connect(url: str, variable: str) -> psycopg.Connection[tuple[Any, ...]]:
    """Connect to `url`, or say what is wrong with it without its password."""
    named = parts(url, variable)
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=int(named.get("connect_timeout", 10)))
    except psycopg.OperationalError as error:
        lines = str(error).strip().splitlines()
        raise DatabaseUnreachable(
            database=named["dbname"],
            host=named.get("host", "the local socket"),
            user=named.get("user", "the current user"),
            reason=lines[-1].split("FATAL:")[-1].strip().rstrip(".?") if lines else "no reason given",
            variable=variable,
        ) from None


def app_role(database: str) -> str:
    """Return the name of the application's role for `database`, which a server holds beside others."""
    return f"{database}_app"


def _check(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    info = connection.info
    if info.server_version < OLDEST * 10000:
        raise DatabaseTooOld(found=info.server_version // 10000, oldest=OLDEST)
    row = connection.execute(
        "SELECT pg_encoding_to_char(encoding), pg_is_in_recovery(), has_schema_privilege('public', 'CREATE')"
        " FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    encoding, is_standby, may_create = row or ("", False, False)
    if encoding != "UTF8":
        raise UnfitDatabase(database=info.dbname, reason=f"its encoding is {encoding}, and UTF8 is needed")
    if is_standby:
        raise UnfitDatabase(database=info.dbname, reason="it is a standby, which can only be read")
    if not may_create:
        mend = f"Make it the owner: ALTER DATABASE {info.dbname} OWNER TO {info.user};"
        raise NoRights(user=info.user, what="create tables", database=info.dbname, mend=mend)


def with_role(url: str, user: str, password: str) -> str:
    """Return `url` for another role of the same database."""
    return psycopg.conninfo.make_conninfo(url, user=user, password=password)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_role(connection: psycopg.Connection[tuple[Any, ...]], app: str) -> None:
    """Make the application's role, or give it the password of this home if another home made it."""
    named = parts(app)
    user = named["user"]
    # The server sees and logs only the verifier, never the password.
    verifier = connection.pgconn.encrypt_password(named["password"].encode(), user.encode(), b"scram-sha-256").decode()
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone()
        verb = sql.SQL("ALTER" if exists else "CREATE")
        statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, sql.Identifier(user), sql.Literal(verifier))
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            mend = (
                f"Let an administrator run: ALTER ROLE {connection.info.user} CREATEROLE; or make a role for the "
                "application, and set DATABASE_APP_URL to its address."
            )
            raise NoRights(
                user=connection.info.user, what=f"make the role {user}", database=connection.info.dbname, mend=mend
            ) from None
    connect(app, "DATABASE_APP_URL").close()


def _grant_connect(connection: psycopg.Connection[tuple[Any, ...]], user: str) -> None:
    """Let the application connect, and let nobody make temporary tables but the owner."""
    database = sql.Identifier(connection.info.dbname)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(user)))
        connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
