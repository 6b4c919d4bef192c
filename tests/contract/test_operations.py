"""What whoever runs the server sees of it: metrics, logs, the ids of requests, and whether it is ready."""

import json
import os
import re
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.sync.client import connect

from tests.contract.client import SPAM
from tests.processes import descendants
from tests.serving import serving, start

MOONS = {"data": {"name": "moons"}, "network": {"layers": [{"units": 4, "activation": "tanh"}]}}

REQUESTS = "mlpscope_http_requests_total"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("operated")


@pytest.fixture(scope="module")
def operated(folder: Path) -> Iterator[str]:
    with serving(folder, log_level="info", log_format="json") as address:
        yield address


def measured(address: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    answer = httpx.get(f"{address}/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "server.log").read_text().splitlines()]


def test_requests_are_counted_by_route_method_and_status(operated: str) -> None:
    before = measured(operated)
    for _ in range(3):
        httpx.get(f"{operated}/api/v1/networks/nobody")
    after = measured(operated)
    labels = ("GET", "/api/v1/networks/{id}", "404")
    assert after[(REQUESTS, *labels)] - before.get((REQUESTS, *labels), 0) == 3
    assert after[("mlpscope_http_request_seconds_count", *labels[:2])] >= 3


def test_a_client_cannot_make_labels(operated: str) -> None:
    before = measured(operated)
    for n in range(20):
        httpx.get(f"{operated}/made/up/{n}")
        httpx.get(f"{operated}/static/{n}.js")
        httpx.get(f"{operated}/api/v1/networks/{n}")
        httpx.request("PROPFIND", f"{operated}/")
    new = {tuple(labels) for name, *labels in measured(operated).keys() - before.keys() if name == REQUESTS}
    assert new <= {
        ("GET", "(none)", "404"),
        ("GET", "/static", "404"),
        ("GET", "/api/v1/networks/{id}", "404"),
        ("OTHER", "/", "405"),
        ("GET", "/metrics", "200"),
    }
    assert ("OTHER", "/", "405") in new


def test_training_frames_sockets_and_the_store_are_measured(operated: str) -> None:
    id = httpx.post(f"{operated}/api/v1/networks", json=MOONS).json()["id"]
    before = measured(operated)
    address = f"{operated.replace('http', 'ws')}/api/v1/networks/{id}/live"
    with connect(address) as socket:
        socket.send(json.dumps({"type": "step", "n": 200}))
        while (message := json.loads(socket.recv(timeout=20)))["type"] != "paused":
            if message["type"] == "frame":
                socket.send(json.dumps({"type": "ack", "frame": message["frame"]}))
        after = measured(operated)
    assert after[("mlpscope_sockets",)] == 1
    assert after[("mlpscope_training_steps_total",)] - before[("mlpscope_training_steps_total",)] == 200
    for name in ("mlpscope_training_slices_total", "mlpscope_live_frames_total"):
        assert after[(name,)] > before[(name,)]
    assert after[("mlpscope_store_seconds_count", "change")] > before.get(
        ("mlpscope_store_seconds_count", "change"), 0
    )
    assert after[("mlpscope_networks_loaded",)] >= 1
    assert after[("mlpscope_compute_processes_queue",)] == 0
    assert after[("process_resident_memory_bytes",)] > 1e7


def test_a_request_keeps_its_name_or_gets_one(operated: str, folder: Path) -> None:
    named = httpx.get(f"{operated}/api/v1/networks/nobody", headers={"X-Request-ID": "check-7.a_B"})
    assert named.headers["X-Request-ID"] == named.json()["request_id"] == "check-7.a_B"
    for bad in ("", "a b", "x" * 65, "<b>", "a;b"):
        answer = httpx.get(f"{operated}/api/v1/networks/nobody", headers={"X-Request-ID": bad})
        assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-ID"])
        assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    found = [line for line in lines(folder) if line.get("request_id") == "check-7.a_B"]
    assert [(line["route"], line["status"]) for line in found] == [("/api/v1/networks/{id}", 404)]


def test_refusals_of_every_guard_have_the_id_and_the_headers(operated: str) -> None:
    foreign = httpx.post(f"{operated}/api/v1/networks", headers={"Origin": "https://example.org"})
    assert foreign.status_code == 403
    large = httpx.post(f"{operated}/api/v1/networks", content=bytes(10_000_001))
    assert large.status_code == 413
    for answer in (foreign, large):
        assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_logs_tell_on_nobody(operated: str, folder: Path) -> None:
    id = httpx.post(f"{operated}/api/v1/networks", json={**SPAM, "name": "Ada's secret"}).json()["id"]
    room = httpx.post(f"{operated}/api/v1/rooms").json()
    secrets = {
        "Authorization": "Bearer hunter2",
        "Cookie": "mlpscope=hunter3",
        "X-Forwarded-For": "198.51.100.9",
    }
    httpx.get(f"{operated}/api/v1/networks/{id}?include=hunter4", headers=secrets)
    with connect(f"{operated.replace('http', 'ws')}/api/v1/rooms/{room['id']}?key={room['key']}"):
        pass
    httpx.get(f"{operated}/api/v1/health")
    text = (folder / "server.log").read_text()
    assert '"route":"/api/v1/rooms/{id}"' in text
    told = [id, room["id"], room["key"], "Ada", "hunter", "198.51.100.9", "127.0.0.1"]
    assert not [word for word in told if word in text]


def test_each_line_of_the_log_is_json_with_time_and_level(operated: str, folder: Path) -> None:
    httpx.get(f"{operated}/api/v1/health")
    for line in lines(folder):
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$", line["time"])
        assert line["level"] in {"info", "warning", "error"}
        assert line["logger"]


def test_metrics_can_be_turned_off(tmp_path: Path) -> None:
    with serving(tmp_path, store="memory", metrics="false") as address:
        assert httpx.get(f"{address}/metrics").status_code == 404
        assert httpx.get(f"{address}/openapi.json", timeout=60).text.count("/metrics") == 0


def test_ready_answers_for_the_workers_and_gets_over_their_end(tmp_path: Path) -> None:
    server = start(tmp_path, store="memory")
    try:
        ready = f"{server.address}/api/v1/ready"
        assert httpx.get(ready, timeout=30).status_code == 200
        workers = [pid for pid in descendants(server.process.pid) if not descendants(pid)]
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        statuses = [httpx.get(ready, timeout=30).status_code for _ in range(3)]
        assert statuses[-1] == 200
        assert set(statuses) <= {200, 503}
    finally:
        server.stop()


def test_ready_says_so_when_the_disk_is_full(tmp_path: Path) -> None:
    server = start(tmp_path)
    try:
        assert httpx.get(f"{server.address}/api/v1/ready", timeout=30).status_code == 200
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        answer = httpx.get(f"{server.address}/api/v1/ready", timeout=30)
        assert answer.status_code == 503
        assert httpx.get(f"{server.address}/api/v1/health").status_code == 200
        assert ("mlpscope_store_errors_total", "check") in measured(server.address)
    finally:
        server.stop()
