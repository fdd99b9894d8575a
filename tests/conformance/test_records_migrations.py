"""An older records database is migrated on opening, a newer one is refused untouched; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from ecopark.core.errors import Fatal, InputError, StateError
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine import migrations
from ecopark.engine.records import open_records
from ecopark.engine.records_tables import METADATA

MANAGER = Scope(Role.MANAGER, user="lan")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_cluster").new_database())
    return f"sqlite:///{tmp_path}/records.sqlite"


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """A plain way to the same database, past the store."""
    made = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool)
    yield made
    made.dispose()


def _upgrade(engine: sa.Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _version(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar())


def test_open_records__a_database_of_the_first_version_is_migrated_with_its_content(url: str, engine: sa.Engine) -> None:
    _upgrade(engine, "0001")
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO revisions (kind, id, revision, firm, public, content, actor, recorded_time) "
                "VALUES ('permit', 'p', 1, 'steel', :no, :content, 'lan', '2026-01-05 03:00:00.000000')"
            ),
            {"no": False, "content": '{"n":1}'},
        )
    assert not sa.inspect(engine).has_table("api_tokens")
    records = open_records(url, lambda: NOW)
    kept = records.get(MANAGER, "permit", "p")
    assert kept is not None
    assert (kept.content, kept.firm, kept.recorded_time) == ({"n": 1}, "steel", datetime(2026, 1, 5, 3, tzinfo=UTC))
    assert records.access.tokens(system_scope("access")) == []
    records.close()


def test_open_records__a_newer_database_is_refused_and_left_as_it_is(url: str, engine: sa.Engine) -> None:
    open_records(url, lambda: NOW).close()
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(StateError) as refused:
        open_records(url, lambda: NOW)
    assert refused.value.code == "engine.records.newer"
    assert "0999" in refused.value.render("vi")
    assert _version(engine) == "0999"


def test_migrations__make_exactly_the_declared_tables(url: str, engine: sa.Engine) -> None:
    open_records(url, lambda: NOW).close()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_open_records__sqlite_is_durable_and_private(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    records = open_records(f"sqlite:///{path}", lambda: NOW)
    with records._database.reading() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    records.close()
    assert pragmas == ["wal", 2]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("bad", ["mysql://x/y", "not a url", "sqlite://"])
def test_open_records__an_unusable_address_is_refused(bad: str) -> None:
    with pytest.raises(InputError) as refused:
        open_records(bad, lambda: NOW)
    assert refused.value.code == "engine.records.unknown_url"


def test_open_records__a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StateError) as refused:
        open_records(f"postgresql://me:secret@/nothing?host={tmp_path}", lambda: NOW)
    assert refused.value.code == "engine.records.unreachable"
    assert "secret" not in refused.value.render("en")


def test_open_records__a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(Fatal) as refused:
        open_records(f"sqlite:///{path}", lambda: NOW)
    assert refused.value.code == "engine.records.damaged"
    assert path.read_bytes() == b"not a database at all" * 100


def test_server_programs__missing_postgresql_fails_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import postgres

    monkeypatch.setattr(postgres.Path, "glob", lambda self, pattern: iter(()))
    monkeypatch.setattr(postgres.shutil, "which", lambda name: None)
    with pytest.raises(postgres.PostgresMissing, match="apt-get install postgresql"):
        postgres.server_programs()
