"""The sample is what its README says: unchanged values, whole weeks, seeded, licensed."""

import hashlib
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from ecopark.serve.sample import assemble, generator, stations
from ecopark.serve.sample.sources import SOURCES, read_source

AS_OF = datetime.fromisoformat("2025-12-29T23:59:59+07:00")
DATA = files("ecopark.serve.sample").joinpath("data")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources")
    return assemble.write_sample_readings(folder, AS_OF)


def test_read_source__steel_keeps_the_published_sum():
    # 959,636.71 kWh: README of the data set (UCI 851)
    (steel,) = (s for s in SOURCES if s.file.startswith("steel"))
    energy = next(t for t in read_source(steel, AS_OF) if t["datastream"][0].as_py() == "steel.main.active_energy")
    assert pc.sum(energy["value"]).as_py() == pytest.approx(959_636.71, abs=0.005)
    assert energy["time"][0].as_py().astimezone(UTC) == datetime(2024, 12, 29, 17, tzinfo=UTC)


def test_read_source__moves_whole_weeks_and_nothing_after_as_of():
    assert len(SOURCES) >= 9
    for source in SOURCES:
        for table in read_source(source, AS_OF):
            assert table.num_rows > 1000
            assert pc.max(table["time"]).as_py() <= AS_OF


def test_notice__names_every_file_with_a_licence():
    notice = DATA.joinpath("NOTICE.md").read_text()
    names = [f.name for f in DATA.iterdir() if f.name.endswith(".parquet")]
    assert len(names) == len(SOURCES)
    for name in names:
        assert name in notice


def test_write_sample_readings__is_the_same_every_time(written, tmp_path):
    again = assemble.write_sample_readings(tmp_path, AS_OF)
    assert [p.name for p in again] == [p.name for p in written]
    for a, b in zip(written, again, strict=True):
        assert hashlib.sha256(a.read_bytes()).digest() == hashlib.sha256(b.read_bytes()).digest()


def test_write_sample_readings__no_value_is_nan_and_the_late_month_comes_last(written):
    assert written[-1].name.startswith("late_")
    for path in written:
        values = pq.read_table(path)["value"]
        assert pc.sum(pc.is_nan(values).cast(pa.int64())).as_py() in (0, None)


def test_generator__puts_in_the_faults_it_names(written):
    (water,) = (pq.read_table(p) for p in written if p.name == "synthetic_water.parquet")
    fault = generator.FAULTS["plating.sewer.volume"]
    inside = pc.and_(
        pc.equal(water["datastream"], "plating.sewer.volume"),
        pc.and_(
            pc.greater_equal(water["time"], pa.scalar(fault.start, water["time"].type)),
            pc.less(water["time"], pa.scalar(fault.end, water["time"].type)),
        ),
    )
    assert pc.min(water.filter(inside)["value"]).as_py() > 1000
    assert water.filter(inside).num_rows == 48


def test_station_files__every_five_minutes_but_what_never_came():
    made = list(stations.station_files(AS_OF))
    outfall = [f for f in made if f.name.startswith("ECOP_NUOCTHAI")]
    assert len(outfall) == 14 * 288 - 36
    assert sum(f.arrived.microsecond == 0 for f in made) == len(made)
    contents = b"".join(f.content for f in made)
    for wanted in (b"PM2,5", b"\r\n", b" 00\n", b" 01\n", b"\t02\r\n"):
        assert wanted in contents
    assert any(f.arrived - datetime.strptime(f.name[-18:-4] + "+0700", "%Y%m%d%H%M%S%z") > timedelta(hours=30) for f in made)
