"""Questions on many readings: ecopark against a native DuckDB table, Polars on Parquet and PostgreSQL, same rows, same run.

``python -m benchmarks.queries [--rows 10000000] [--repeats 5] [--peers duckdb,polars,postgres] [--write]``

Each number is the median of the repeats after one warm-up, answer fetched completely. DuckDB and PostgreSQL hold the
rows sorted by (datastream, time) with an index; Polars reads one plain Parquet file in that order.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from benchmarks import park_data, peers, tables
from benchmarks.ingest import plain

from ecopark.core.interval import Interval
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.store import Store

START = datetime(2025, 1, 1, tzinfo=UTC)
LIMIT = 214.0
QUESTIONS = [
    "last value of all sensors",
    "one firm's 15-minute means",
    "park totals by day",
    "exceedances",
    "plot of one sensor",
]
Answers = dict[str, Callable[[], int]]


def median_ms(question: Callable[[], int], repeats: int) -> tuple[float, int]:
    rows = question()
    spent = []
    for _ in range(repeats):
        began = time.perf_counter()
        question()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent), rows


class Asked:
    """The questions, fixed for all stores."""

    def __init__(self, rows: int, sensors: int) -> None:
        days = max(1, rows // sensors // 1440)
        self.interval = Interval(START - timedelta(hours=7), START + timedelta(days=days, hours=17))
        self.year = Interval(START, START + timedelta(days=days))
        self.sensors = sensors
        names = park_data.sensor_names(sensors)
        self.firm = names[: park_data.SENSORS_PER_FIRM]
        self.totals = [n for i, n in enumerate(names) if park_data.TYPES[i % len(park_data.TYPES)].name == "energy"]
        self.no2 = [n for n in names if ".no2." in n]
        self.one = names[3]


def ecopark_answers(store: Store, asked: Asked) -> Answers:
    snapshot, scope = store.snapshot(), system_scope("bench")
    firm = Scope(Role.FIRM, "bench", frozenset({asked.firm[0].split(".")[0]}))
    return {
        QUESTIONS[0]: lambda: len(snapshot.latest(scope)),
        QUESTIONS[1]: lambda: len(snapshot.means(firm, asked.firm, asked.year, 900)),
        QUESTIONS[2]: lambda: len(snapshot.daily_totals(scope, asked.year, observed_property="active_energy")),
        QUESTIONS[3]: lambda: len(snapshot.above(scope, asked.no2, LIMIT, asked.year)),
        QUESTIONS[4]: lambda: len(snapshot.plot(scope, asked.one, asked.year, 1000)),
    }


def sql_answers(ask: Callable[[str], int], asked: Asked, *, postgres: bool) -> Answers:
    def listed(names: list[str]) -> str:
        return "(" + ", ".join(f"'{n}'" for n in names) + ")"

    width = max(1, int(asked.year.seconds // 1000))
    last = "(array_agg(value ORDER BY phenomenon_time DESC))[1]" if postgres else "arg_max(value, phenomenon_time)"
    slot = "date_bin('{0} seconds', phenomenon_time, TIMESTAMP '2025-01-01')"
    if not postgres:
        slot = "time_bucket(INTERVAL '{0} seconds', phenomenon_time, TIMESTAMP '2025-01-01')"
    sensors = ", ".join(f"('{n}')" for n in park_data.sensor_names(asked.sensors))
    latest = (
        f"SELECT s.d, r.* FROM (VALUES {sensors}) s(d), LATERAL (SELECT phenomenon_time, value FROM readings "
        "WHERE datastream = s.d ORDER BY phenomenon_time DESC LIMIT 1) r"
        if postgres
        else "SELECT datastream, max(phenomenon_time), arg_max(value, phenomenon_time) FROM readings GROUP BY 1"
    )
    day = "(phenomenon_time + INTERVAL '7 hours')::date"
    sql = {
        QUESTIONS[0]: latest,
        QUESTIONS[1]: f"SELECT datastream, {slot.format(900)} AS b, avg(value) FROM readings "
        f"WHERE datastream IN {listed(asked.firm)} GROUP BY 1, 2 ORDER BY 1, 2",
        QUESTIONS[2]: f"SELECT datastream, {day} AS d, sum(value) FROM readings "
        f"WHERE datastream IN {listed(asked.totals)} GROUP BY 1, 2 ORDER BY 1, 2",
        QUESTIONS[3]: f"SELECT * FROM readings WHERE datastream IN {listed(asked.no2)} AND value > {LIMIT} ORDER BY 1, 2",
        QUESTIONS[4]: f"SELECT {slot.format(width)} AS b, min(value), max(value), {last} FROM readings "
        f"WHERE datastream = '{asked.one}' GROUP BY 1 ORDER BY 1",
    }
    return {name: lambda text=text: ask(text) for name, text in sql.items()}


def polars_answers(path: Path, asked: Asked) -> Answers | None:
    try:
        import polars as pl
    except ImportError:
        return None
    frame = pl.scan_parquet(path)
    time_of, value, name = pl.col("phenomenon_time"), pl.col("value"), pl.col("datastream")
    width = f"{max(1, int(asked.year.seconds // 1000))}s"
    last = value.sort_by(time_of).last()
    return {
        QUESTIONS[0]: lambda: frame.group_by("datastream").agg(time_of.max(), last).collect().height,
        QUESTIONS[1]: lambda: (
            frame.filter(name.is_in(asked.firm))
            .group_by("datastream", time_of.dt.truncate("15m"))
            .agg(value.mean())
            .sort("datastream", "phenomenon_time")
            .collect()
            .height
        ),
        QUESTIONS[2]: lambda: (
            frame.filter(name.is_in(asked.totals))
            .group_by("datastream", time_of.dt.offset_by("7h").dt.date())
            .agg(value.sum())
            .sort("datastream", "phenomenon_time")
            .collect()
            .height
        ),
        QUESTIONS[3]: lambda: (
            frame.filter(name.is_in(asked.no2) & (value > LIMIT)).sort("datastream", "phenomenon_time").collect().height
        ),
        QUESTIONS[4]: lambda: (
            frame.filter(name == asked.one)
            .group_by(time_of.dt.truncate(width))
            .agg(value.min().alias("low"), value.max().alias("high"), value.last())
            .collect()
            .height
        ),
    }


def measure(label: str, answers: Answers, repeats: int, found: dict[str, dict[str, tuple[float, int]]]) -> None:
    for question, ask in answers.items():
        found.setdefault(question, {})[label] = median_ms(ask, repeats)
        print(f"{label:12s} {question:30s} {found[question][label][0]:10.1f} ms", flush=True)


def run(options: argparse.Namespace, folder: Path) -> dict[str, dict[str, tuple[float, int]]]:
    asked = Asked(options.rows, options.sensors)
    chosen = options.peers.split(",")
    found: dict[str, dict[str, tuple[float, int]]] = {}
    network = park_data.network(options.sensors)
    with Store.open(folder / "park", clock=lambda: datetime.now(UTC), network=network) as store:
        for i, batch in enumerate(park_data.batches(options.rows, options.sensors)):
            store.append(batch, source="bench")
            if i % 80 == 79:
                store.compact()
        store.compact()
        measure("ecopark", ecopark_answers(store, asked), options.repeats, found)
    plain_file = folder / "plain.parquet"
    with duckdb.connect(str(folder / "peer.duckdb")) as connection:
        connection.execute("CREATE TABLE arriving (datastream VARCHAR, phenomenon_time TIMESTAMP, value DOUBLE)")
        for batch in park_data.batches(options.rows, options.sensors):
            part = plain(batch).select(["datastream", "phenomenon_time", "value"])
            connection.register("part", part)
            connection.execute("INSERT INTO arriving SELECT * FROM part")
            connection.unregister("part")
        connection.execute("CREATE TABLE readings AS SELECT * FROM arriving ORDER BY datastream, phenomenon_time")
        connection.execute("DROP TABLE arriving")
        connection.execute(f"COPY readings TO '{plain_file}' (FORMAT parquet, COMPRESSION zstd)")
        if "duckdb" in chosen:
            answers = sql_answers(lambda sql: len(connection.sql(sql).to_arrow_table()), asked, postgres=False)
            measure("DuckDB", answers, options.repeats, found)
        if "postgres" in chosen:
            with_postgres(folder, plain_file, asked, options.repeats, found)
    if "polars" in chosen and (polars := polars_answers(plain_file, asked)):
        measure("Polars", polars, options.repeats, found)
    return found


def with_postgres(
    folder: Path, rows: Path, asked: Asked, repeats: int, found: dict[str, dict[str, tuple[float, int]]]
) -> None:
    import psycopg

    with peers.postgres(folder / "postgres") as address:
        if address is None:
            return
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE UNLOGGED TABLE readings (datastream text, phenomenon_time timestamp, value float8)")
            with connection.cursor().copy("COPY readings FROM STDIN (FORMAT csv)") as copy:
                for batch in pq.ParquetFile(rows).iter_batches(500_000):
                    copy.write(csv_of_plain(batch))
            connection.execute("CREATE INDEX ON readings USING btree (datastream, phenomenon_time)")
            connection.execute("CREATE INDEX ON readings USING brin (phenomenon_time)")
            connection.execute("VACUUM ANALYZE readings")
            answers = sql_answers(lambda sql: len(connection.execute(sql).fetchall()), asked, postgres=True)
            measure("PostgreSQL", answers, repeats, found)


def csv_of_plain(batch) -> bytes:
    import io

    import pyarrow as pa
    import pyarrow.csv

    sink = io.BytesIO()
    pyarrow.csv.write_csv(pa.Table.from_batches([batch]), sink, pyarrow.csv.WriteOptions(include_header=False))
    return sink.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--sensors", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--peers", default="duckdb,polars,postgres")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/queries.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as name:
        Path(name).chmod(0o755)
        found = run(options, Path(name))
    labels = list(next(iter(found.values())))
    rows = []
    for question, answers in found.items():
        fastest = min((ms for label, (ms, _) in answers.items() if label != "ecopark"), default=float("nan"))
        cells = [f"{answers[label][0]:.1f}" for label in labels]
        rows.append([question, *cells, f"{answers['ecopark'][0] / fastest:.2f}", f"{answers['ecopark'][1]:,}"])
    body = tables.markdown(["question, ms (median)", *labels, "ecopark / fastest peer", "rows of the answer"], rows)
    body += f"\n\n{options.rows:,} readings of {options.sensors} sensors, one per minute; {options.repeats} repeats."
    tables.show("queries", "Questions", body, options.write)


if __name__ == "__main__":
    main()
