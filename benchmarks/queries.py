"""Questions on many readings: ecopark against a native DuckDB table, Polars on Parquet and PostgreSQL, same rows, same run.

``python -m benchmarks.queries [--rows 10000000,105120000] [--repeats 5] [--peers duckdb,polars,postgres] [--write]``

Each number is the median of the repeats after one warm-up, answer fetched completely. The peers hold the very rows of
ecopark's lake, sorted by (datastream, time): DuckDB in a native table, PostgreSQL in a table with a B-tree and a BRIN
index, Polars in one plain Parquet file (run from ``.venv-peers``). PostgreSQL takes part up to ``--postgres-rows``, because
loading and indexing more takes longer than all the rest. 105,120,000 rows are a year of minutes of 200 sensors.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from benchmarks import park_data, peers, tables

from ecopark.core.interval import Interval
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.store import Store

START = datetime(2025, 1, 1, tzinfo=UTC)
LIMIT = 214.0
PEERS = ["DuckDB", "Polars", "PostgreSQL"]
QUESTIONS = [
    "last value of all sensors",
    "one firm's 15-minute means",
    "park totals by day",
    "exceedances",
    "plot of one sensor",
]
Answers = dict[str, Callable[[], int]]
Found = dict[str, dict[str, tuple[float, int]]]  # question -> store -> milliseconds, rows


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
    start, end = (f"TIMESTAMP '{m:%Y-%m-%d %H:%M:%S}'" for m in (asked.year.start, asked.year.end))
    year = f"phenomenon_time >= {start} AND phenomenon_time < {end}"
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
        f"WHERE datastream IN {listed(asked.firm)} AND {year} GROUP BY 1, 2 ORDER BY 1, 2",
        QUESTIONS[2]: f"SELECT datastream, {day} AS d, sum(value) FROM readings "
        f"WHERE datastream IN {listed(asked.totals)} AND {year} GROUP BY 1, 2 ORDER BY 1, 2",
        QUESTIONS[3]: f"SELECT * FROM readings WHERE datastream IN {listed(asked.no2)} AND value > {LIMIT} AND {year} "
        "ORDER BY 1, 2",
        QUESTIONS[4]: f"SELECT {slot.format(width)} AS b, min(value), max(value), {last} FROM readings "
        f"WHERE datastream = '{asked.one}' AND {year} GROUP BY 1 ORDER BY 1",
    }
    return {name: lambda text=text: ask(text) for name, text in sql.items()}


def ask_polars(path: Path, asked: Asked, repeats: int, found: Found) -> None:
    question = {
        "path": str(path),
        "start": asked.year.start.replace(tzinfo=None).isoformat(),
        "end": asked.year.end.replace(tzinfo=None).isoformat(),
        "firm": asked.firm,
        "totals": asked.totals,
        "no2": asked.no2,
        "limit": LIMIT,
        "one": asked.one,
        "width": f"{max(1, int(asked.year.seconds // 1000))}s",
        "repeats": repeats,
    }
    said = peers.run("polars", json.dumps(question))
    if said is not None:
        for name, (ms, rows) in zip(QUESTIONS, said.values(), strict=True):
            note("Polars", name, (ms, rows), found)


def note(label: str, question: str, answer: tuple[float, int], found: Found) -> None:
    found.setdefault(question, {})[label] = answer
    print(f"{label:12s} {question:32s} {answer[0]:10.1f} ms {answer[1]:>12,} rows", flush=True)


def measure(label: str, answers: Answers, repeats: int, found: Found) -> None:
    for question, ask in answers.items():
        note(label, question, median_ms(ask, repeats), found)


def run(rows: int, options: argparse.Namespace, folder: Path) -> tuple[Found, float]:
    """The answers by question and store, and bytes per reading of the lake."""
    asked = Asked(rows, options.sensors)
    chosen = options.peers.split(",")
    found: Found = {}
    network = park_data.network(options.sensors)
    with Store.open(folder / "park", clock=lambda: datetime.now(UTC), network=network) as store:
        for i, batch in enumerate(park_data.batches(rows, options.sensors)):
            store.append(batch, source="bench")
            if i % 80 == 79:
                store.compact()
        park_data.settle(store)
        measure("ecopark", ecopark_answers(store, asked), options.repeats, found)
        entries = [f for month in store._manifest.readings.values() for f in month]
        lake = ", ".join(f"'{folder}/park/lake/{f.path}'" for f in entries)
        size = sum(f.bytes for f in store._manifest.files()) / rows
    plain_file = folder / "plain.parquet"
    with duckdb.connect(str(folder / "peer.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE readings AS SELECT datastream, phenomenon_time, coalesce(real, mantissa / divisor) AS value "
            f"FROM read_parquet([{lake}]) ORDER BY datastream, phenomenon_time"
        )
        connection.execute(f"COPY readings TO '{plain_file}' (FORMAT parquet, COMPRESSION zstd)")
        if "duckdb" in chosen:
            answers = sql_answers(lambda sql: len(connection.sql(sql).to_arrow_table()), asked, postgres=False)
            measure("DuckDB", answers, options.repeats, found)
    if "polars" in chosen:
        ask_polars(plain_file, asked, options.repeats, found)
    if "postgres" in chosen and rows <= options.postgres_rows:
        with_postgres(folder, plain_file, asked, options.repeats, found)
    return found, size


def with_postgres(folder: Path, rows: Path, asked: Asked, repeats: int, found: Found) -> None:
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
    sink = io.BytesIO()
    pyarrow.csv.write_csv(pa.Table.from_batches([batch]), sink, pyarrow.csv.WriteOptions(include_header=False))
    return sink.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="10000000,105120000")
    parser.add_argument("--sensors", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--peers", default="duckdb,polars,postgres")
    parser.add_argument("--postgres-rows", type=int, default=10_000_000)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/queries.md")
    options = parser.parse_args()
    lines = []
    for rows in map(int, options.rows.split(",")):
        with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as name:
            Path(name).chmod(0o755)
            found, size = run(rows, options, Path(name))
        lines += [table_line(rows, question, answers) for question, answers in found.items()]
    header = ["readings", "question, ms (median)", "ecopark", *PEERS, "ecopark / fastest peer", "rows of the answer"]
    body = tables.markdown(header, lines)
    body += f"\n\n{options.sensors} sensors, one reading per minute; {options.repeats} repeats after one warm-up. "
    body += f"The lake takes {size:.2f} bytes per reading, roll-ups included.\nExceedances: readings of 25 sensors above a "
    body += "limit that each of them passes every few days. The plot has at most 1,001 points."
    tables.show("queries", "Questions", body, options.write)


def table_line(rows: int, question: str, answers: dict[str, tuple[float, int]]) -> list[str]:
    ours, count = answers["ecopark"]
    fastest = min((ms for label, (ms, _) in answers.items() if label != "ecopark"), default=float("nan"))
    cells = [f"{answers[label][0]:.1f}" if label in answers else "" for label in PEERS]
    return [f"{rows:,}", question, f"{ours:.1f}", *cells, f"{ours / fastest:.2f}", f"{count:,}"]


if __name__ == "__main__":
    main()
