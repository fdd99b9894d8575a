"""What hardware a country of parks needs, by formula from measured figures; written by ``python -m benchmarks.hub --write``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from benchmarks.tables import PAGES, markdown

from ecopark.account.footprint import PowerModel

PARKS, DATASTREAMS, PER_MINUTE = 600, 5_000_000, 1
LARGEST = 10  # the largest park has so many times the mean [assumed]
YEAR_S = 365.25 * 86_400
CORES, MEMORY_GIB = 2, 4
JITTERED, JOURNAL = 3.0, 20.0  # bytes per reading: docs/design/rules.md 5.8; ingest.md
MESSAGE = 100  # bytes of a reading on the wire, MQTT with topic and JSON [assumed]
MQTT_S = 17.7e-6  # CPU-seconds per message of one reading, 100 connections: mqtt.md
PUBLICATIONS = 60  # new publications of a park in a year: monthly, plus restatements [assumed]


def figure(page: str, pattern: str) -> float:
    """A figure from a measured page; the page must have it."""
    found = re.search(pattern, (PAGES / f"{page}.md").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"docs/benchmarks/{page}.md has no figure of the form {pattern!r}: run that benchmark first")
    return float(found[1].replace(",", ""))


def write_country(hub: Mapping[str, float]) -> None:
    """Write docs/benchmarks/country.md."""
    cpu_per_million = figure("ingest", r"costs ([\d.]+) CPU-seconds per million readings")
    sustained = figure("ingest", r"\| ecopark, sustained with compaction \| ([\d.]+) \|") * 1e6
    lake = figure("ingest", r"included: ([\d.]+) bytes per reading")
    checked = figure("quality", r"\| ecopark \| [\d.]+ \| ([\d.]+) \|") * 1e6
    base = figure("start", r"\| memory after \d+ s idle \(PSS\), MB \| ([\d.]+) \|")
    rate = DATASTREAMS * PER_MINUTE / 60
    mean = rate / PARKS
    month = DATASTREAMS / PARKS * 60 * 24 * 30.4
    power = power_w(CORES, MEMORY_GIB)
    visits = PARKS / 60
    hub_cores = visits * hub["visit_cpu_s"] + PARKS * PUBLICATIONS / YEAR_S * hub["publication_cpu_s"]
    hub_memory = hub["base_mb"] + (hub["memory_mb"] - hub["base_mb"]) * PARKS / hub["parks"]
    hub_bytes = visits * hub["visit_bytes"]
    park_rows = [
        ["readings/s, mean park", f"{DATASTREAMS:,} / {PARKS} / 60 s", f"{mean:,.0f}", "given"],
        ["readings/s, largest park", f"{LARGEST} x mean", f"{LARGEST * mean:,.0f}", "share assumed"],
        ["cores: journal and lake", f"{mean:,.0f}/s x {cpu_per_million} CPU-s per million", f"{mean * cpu_per_million / 1e6:.5f}", "ingest.md, measured"],
        ["cores: MQTT door", f"{mean:,.0f}/s x {MQTT_S * 1e6:.1f} µs", f"{mean * MQTT_S:.4f}", "mqtt.md, measured; one reading per message"],
        ["CPU-s of one run of the checks", f"half the current month on average, {month / 2e6:,.0f} M readings, at {checked / 1e6:.1f} M per CPU-s", f"{month / 2 / checked:,.0f}", "quality.md, measured; accounts and limits not in it"],
        ["cores: checks, as built", "after a run the checks rest for four times its duration", "0.2 at most", f"so flags are up to {5 * month / 2 / checked:,.0f} s behind"],
        ["largest park: checks", f"{LARGEST} x {month / 2 / checked:,.0f} CPU-s", f"{5 * LARGEST * month / 2 / checked / 60:,.0f} min behind, a fifth of a core", "extrapolated, linear; tasks are per datastream, so more cores help"],
        ["headroom of one writer", f"{sustained / 1e6:.2f} M/s sustained / largest park", f"{sustained / (LARGEST * mean):,.0f} x", "ingest.md, measured"],
        ["memory", f"{base:.0f} MB idle (sample park); checks hold one datastream at a time", f"{MEMORY_GIB} GiB to buy", "start.md, measured; size with 8,333 datastreams not measured"],
        ["disk per year: lake", f"{mean:,.0f}/s x {lake} to {JITTERED} bytes x 1 year", f"{mean * YEAR_S * lake / 1e9:.1f} to {mean * YEAR_S * JITTERED / 1e9:.1f} GB", "ingest.md (regular times) to rules.md 5.8 (jittered), measured"],
        ["disk: journal not yet compacted", f"{mean:,.0f}/s x {JOURNAL:.0f} bytes x 1 day at most", f"{mean * 86_400 * JOURNAL / 1e9:.2f} GB", "ingest.md, measured"],
        ["network in", f"{mean:,.0f}/s x {MESSAGE} bytes", f"{mean * MESSAGE * 8 / 1e6:.2f} Mbit/s", "bytes per message assumed"],
        ["network to the hub", f"{hub['visit_bytes'] / 1e3:.1f} kB a minute", f"{hub['visit_bytes'] * YEAR_S / 60 / 1e9:.1f} GB a year", "hub.md, measured"],
        ["power", f"{CORES} cores, {MEMORY_GIB} GiB, idle to busy, PUE 1.0 to 1.6", f"{power[0]:.0f} to {power[1]:.0f} W", "model of account.footprint, ranges"],
        ["**buy**", "a small computer or virtual machine, two disks mirrored; one core for the checks, one for doors and questions", f"**{CORES} cores, {MEMORY_GIB} GiB, {round_up(mean * YEAR_S * JITTERED * 5 / 1e9)} GB** for five years", ""],
    ]  # fmt: skip
    hub_rows = [
        ["visits/s", f"{PARKS} parks / 60 s", f"{visits:.0f}", "given"],
        ["cores", f"{visits:.0f}/s x {1e3 * hub['visit_cpu_s']:.2f} CPU-ms + {PARKS * PUBLICATIONS:,} publications a year x {1e3 * hub['publication_cpu_s']:.2f} ms", f"{hub_cores:.3f}", "hub.md, measured; TLS not in it"],
        ["memory", f"{hub['base_mb']:.0f} MB + {(hub['memory_mb'] - hub['base_mb']) / hub['parks'] * 1e3:.0f} kB per park x {PARKS}", f"{hub_memory:.0f} MB", f"hub.md, measured at {hub['parks']:.0f} parks, linear"],
        ["disk per year", f"{PARKS} x {PUBLICATIONS} publications x {hub['disk_bytes_per_publication'] / 1e3:.0f} kB", f"{PARKS * PUBLICATIONS * hub['disk_bytes_per_publication'] / 1e9:.2f} GB", "hub.md, measured (upper bound: state files counted in); number of publications assumed"],
        ["network", f"{visits:.0f}/s x {hub['visit_bytes'] / 1e3:.1f} kB", f"{hub_bytes * 8 / 1e6:.2f} Mbit/s", "hub.md, measured"],
        ["power", f"{CORES} cores, {MEMORY_GIB} GiB", f"{power[0]:.0f} to {power[1]:.0f} W", "model of account.footprint, ranges"],
        ["**buy**", "and a second one elsewhere, pulling the same parks", f"**{CORES} cores, {MEMORY_GIB} GiB, 100 GB**", ""],
    ]  # fmt: skip
    central_rows = [
        ["readings/s", f"{DATASTREAMS:,} / 60 s", f"{rate:,.0f}", "given"],
        ["cores: journal and lake", f"{rate:,.0f}/s x {cpu_per_million} CPU-s per million", f"{rate * cpu_per_million / 1e6:.3f}", "ingest.md, measured"],
        ["cores: MQTT door", f"{rate:,.0f}/s x {MQTT_S * 1e6:.1f} µs", f"{rate * MQTT_S:.1f}", "mqtt.md, measured; columns over HTTP need a fiftieth (http_door.md)"],
        ["disk per year", f"{rate:,.0f}/s x {lake} to {JITTERED} bytes", f"{rate * YEAR_S * lake / 1e12:.1f} to {rate * YEAR_S * JITTERED / 1e12:.1f} TB", "ingest.md to rules.md 5.8"],
        ["all parks: energy a year", f"{PARKS} x {power[0]:.0f} to {power[1]:.0f} W", f"{PARKS * power[0] * YEAR_S / 3.6e9:,.0f} to {PARKS * power[1] * YEAR_S / 3.6e9:,.0f} MWh", "model, ranges"],
        ["all parks: disk for five years", f"{PARKS} x the lake", f"{5 * rate * YEAR_S * lake / 1e12:.0f} to {5 * rate * YEAR_S * JITTERED / 1e12:.0f} TB, nowhere in one place", "as above"],
    ]  # fmt: skip
    header = ["line", "formula", "result", "source"]
    text = "\n\n".join(
        (
            "# A country of parks",
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. Written by `python -m benchmarks.hub --write` from hub.md (the same run), ingest.md, quality.md and start.md. "
            f"Asked: {PARKS} parks, {DATASTREAMS:,} datastreams, one reading a minute each: {rate:,.0f} readings/s.",
            "## One park (mean)",
            markdown(header, park_rows),
            "## The hub",
            markdown(header, hub_rows),
            "## The whole country, and what it would be in one place",
            markdown(header, central_rows),
            "**How far to trust it.** Measured on two cores with every process on one machine: costs per reading, per visit, bytes. Extrapolated: everything "
            "that is multiplied by parks or years, as if it were linear; the largest park's flows; ingest in small batches (its cost was measured with 50,000 readings "
            "at a time, a mean park brings some thousands between two runs, and each run has a fixed cost on top); memory of a park with thousands of datastreams. Assumed and marked so: "
            "bytes of a message, the largest park's share, publications a year, the power model. Not in it: raw files as they came, back-ups (double the disks), TLS, "
            "firewalls, people. What fills a park's processor is not taking readings but checking "
            "the current month again after each batch; what fills a hub is nothing. One country-wide store with flags as fresh would need up to "
            f"{PARKS // 5} cores for the checks by the same figures.",
        )
    )
    (PAGES / "country.md").write_text(text + "\n", encoding="utf-8")
    print("written: docs/benchmarks/country.md")


def power_w(cores: int, memory_gib: int) -> tuple[float, float]:
    """Lowest (idle, own office) and highest (busy, data centre) power by the platform's own model."""
    model = PowerModel(cores=cores)
    low = cores * model.idle_w_per_core.low + memory_gib * model.memory_w_per_gib.low
    high = cores * model.busy_w_per_core.high + memory_gib * model.memory_w_per_gib.high
    return low * model.pue.low, high * model.pue.high


def round_up(gigabytes: float) -> int:
    """To a size of disk that is sold."""
    return next((size for size in (64, 128, 256, 512, 1000, 2000, 4000) if size >= 2 * gigabytes), 8000)
