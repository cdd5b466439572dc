"""/metrics: what docs/operating.md says of it, and several workers' figures as one."""

import json
import os
import re
import signal
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from server.demo import DEMO_USER
from server.observing.request_log import LOGGER
from tests.api.demo import ROBOTS
from tests.conftest import fresh_postgresql
from tests.server.commands import ROOT, Served, serving

DOCUMENT = (ROOT / "docs" / "operating.md").read_text()
VIEWER = "/graphql?query={viewer{name}}"
CLOSE = f"""mutation {{ closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{
  errors {{ code }} }} }}"""
SECONDS = 120
FOREIGN = ("process_", "python_")
"""What prometheus_client itself tells of any program."""
ROW = re.compile(r"^\| `(clinch\w*)` \| (\w+) \| ([^|]*) \| ", re.MULTILINE)
FIELD = re.compile(r"^\| `(\w+)` \| ", re.MULTILINE)


def samples(served: Served) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """By name and labels, as Prometheus reads them."""
    text = served.read("/metrics").decode()
    return {
        (each.name, tuple(sorted(each.labels.items()))): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }


def answered(served: Served) -> float:
    key = ("code", "OK"), ("kind", "query"), ("transport", "http")
    return samples(served).get(("clinch_requests_total", key), 0)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def wait_until_all_say(served: Served, number: int) -> None:
    """Whichever worker is asked, ten times in a row."""
    deadline = time.monotonic() + SECONDS
    said: list[float] = []
    while said[-10:] != [number] * 10:
        assert time.monotonic() < deadline, said
        said.append(answered(served))


def pids(served: Served) -> set[int]:
    name = "process_resident_memory_bytes"
    return {int(dict(labels)["pid"]) for found, labels in samples(served) if found == name}


def test_given_two_workers_when_either_is_asked_then_it_says_what_both_have_counted(
    tmp_path: Path, postgresql: Callable[[str], str]
) -> None:
    with (
        fresh_postgresql(postgresql) as url,
        serving(
            tmp_path,
            *("--workers", "2"),
            CLINCH_DATABASE_URL=url,
            CLINCH_ACTOR=DEMO_USER,
            CLINCH_METRICS="true",
        ) as served,
    ):
        wait_until(lambda: len(pids(served)) == 2)
        for _ in range(60):
            served.get(VIEWER)
        wait_until_all_say(served, 60)
        workers = pids(served)
        first, second = samples(served), samples(served)

        # One of them is killed: what it counted stays, and another takes its place.
        os.kill(min(workers), signal.SIGKILL)
        wait_until(lambda: len(pids(served) - {min(workers)}) == 2)
        wait_until_all_say(served, 60)
        for _ in range(20):
            served.get(VIEWER)
        wait_until_all_say(served, 80)
        later = pids(served)
        served.end(signal.SIGTERM)

    assert len(workers) == len(later) == 2
    assert served.process.pid not in workers | later
    assert first.keys() == second.keys()
    pool = ("clinch_database_pool_size", (("pool", "read"),))
    assert (first[pool], second[pool]) == (10, 10)
    count = ("clinch_operation_duration_seconds_count", (("kind", "query"),))
    assert (first[count], second[count]) == (60, 60)


def test_the_table_of_metrics_is_what_is_served(tmp_path: Path, database_url: str) -> None:
    body = json.dumps({"query": CLOSE}).encode()
    with serving(
        tmp_path,
        CLINCH_DATABASE_URL=database_url,
        CLINCH_ACTOR=DEMO_USER,
        CLINCH_METRICS="true",
    ) as served:
        url, headers = f"{served.address}/graphql", {"Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10).close()
        text = served.read("/metrics").decode()

    found = set()
    for family in text_string_to_metric_families(text):
        if not family.name.startswith(FOREIGN):
            labels = sorted({name for each in family.samples for name in each.labels} - {"le"})
            counted = "_total" if family.type == "counter" else ""
            said = ", ".join(f"`{label}`" for label in labels)
            found.add((f"{family.name}{counted}", family.type, said))
    assert set(ROW.findall(DOCUMENT)) == found


def test_the_table_of_a_lines_fields_is_what_is_logged(tmp_path: Path, database_url: str) -> None:
    with serving(
        tmp_path,
        CLINCH_DATABASE_URL=database_url,
        CLINCH_ACTOR=DEMO_USER,
        CLINCH_LOG_FORMAT="json",
    ) as served:
        served.get(VIEWER)
        served.end(signal.SIGTERM)

    lines = [json.loads(each) for each in served.errors.splitlines()]
    (line,) = [each for each in lines if each["logger"] == LOGGER]
    assert FIELD.findall(DOCUMENT.partition("## The log")[2].partition("\n## ")[0]) == [*line]
