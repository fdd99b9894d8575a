"""Imported files as a source: whose it is, and that old files are not called late."""

import json


def test_sources__what_the_platform_takes_from_files_is_the_parks_and_has_no_lag(sample_original):
    """The sample's last file is a firm's: the source of all files must not become that firm's to see."""
    sources = json.loads((sample_original / "data" / "sources.json").read_text())["sources"]
    (source,) = [s for s in sources if s["id"] == "sample"]
    assert source["stored"] > 800_000
    assert source["firm"] is None
    assert source["lag_s"] is None
    assert source["newest"] is not None
