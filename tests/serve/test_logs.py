"""Log lines: JSON that programs read back, text for people, nothing secret that was not put in."""

import io
import json
import logging

import pytest

from ecopark.serve.logs import write_logs


@pytest.fixture
def stream():
    yield io.StringIO()
    root = logging.getLogger()
    for handler in [h for h in root.handlers if getattr(h, "of_ecopark", False)]:
        root.removeHandler(handler)
    logging.getLogger("ecopark").setLevel(logging.NOTSET)


def test_write_logs__json_lines_carry_what_the_event_carries(stream):
    write_logs("json", stream)
    logging.getLogger("ecopark.doors").info("device slowed\nfor %s s", 3, extra={"device": "lò-hơi"})
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    said = json.loads(lines[0])
    assert said["message"] == "device slowed\nfor 3 s"
    assert (said["device"], said["level"], said["logger"]) == ("lò-hơi", "info", "ecopark.doors")
    assert said["time"].endswith("+00:00")


def test_write_logs__an_error_keeps_its_traceback_in_the_same_line(stream):
    write_logs("json", stream)
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("ecopark").exception("it failed")
    (line,) = stream.getvalue().splitlines()
    assert "ValueError: broken" in json.loads(line)["traceback"]


def test_write_logs__text_for_people_and_only_one_handler(stream):
    write_logs("json", stream)
    write_logs("text", stream)
    logging.getLogger("ecopark").warning("disk is slow", extra={"seconds": 2})
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().rstrip().endswith("warning ecopark: disk is slow seconds=2")


def test_write_logs__what_others_say_normally_is_not_written(stream):
    write_logs("text", stream)
    logging.getLogger("uvicorn.error").info("Started")
    assert stream.getvalue() == ""
