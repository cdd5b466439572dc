"""A message of the server's log as JSON."""

import json
import logging
import sys

from server.json_log import JsonFormatter


def test_an_exception_is_told_in_the_same_line() -> None:
    try:
        int("many")
    except ValueError:
        caught = sys.exc_info()
    record = logging.LogRecord("clinch", logging.ERROR, "", 0, "fault %s\n\udc80", ("a1",), caught)
    record.created = 1_793_000_000.25

    line = JsonFormatter().format(record)

    told = json.loads(line)
    exception = told.pop("exception")
    assert told == {
        "time": "2026-10-26T07:33:20.250000Z",
        "level": "error",
        "logger": "clinch",
        "message": "fault a1\n\udc80",
    }
    assert exception.startswith("Traceback (most recent call last):\n")
    assert exception.endswith("ValueError: invalid literal for int() with base 10: 'many'")
    assert line.isascii()
    assert "\n" not in line
