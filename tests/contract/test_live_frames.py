"""What the frames of a live socket hold: everything that is watched, and it is what the other routes say."""

import base64
from typing import Any

import httpx
import numpy as np

from tests.contract.client import Create
from tests.contract.talking import SPIRAL, Json, talking

SINE: Json = {"network": {"layers": [{"units": 5, "activation": "tanh"}]}, "data": {"name": "sine"}}


def test_frames_hold_what_is_watched_and_it_is_true(
    client: httpx.Client, create: Create, server: str, openapi: Json
) -> None:
    id = create(SPIRAL)
    watch = {
        "surface": {"resolution": 20},
        "units": True,
        "parameters": True,
        "example": 3,
        "histograms": {"bins": 8},
        "predictions": True,
        "confusion": True,
    }
    with talking(server, openapi, id) as talk:
        talk.hear()
        talk.say("watch", **watch)
        still = talk.hear()
        assert (still["step"], still["grad_norms"]) == (0, [])
        talk.say("step", n=50)
        frames, _ = talk.until("paused")
        talk.say("watch")
        bare = talk.hear()
    frame = frames[-1]
    assert not set(bare) & {"surface", "units", "parameters", "trace", "histograms"}
    exact = client.get(f"/networks/{id}/surface?resolution=20").json()["values"]
    assert np.allclose(grid(frame["surface"]), np.ravel(exact), atol=step_of(frame["surface"]))
    assert [(unit["layer"], unit["unit"]) for unit in frame["units"]] == [
        *((1, unit) for unit in range(4)),
        *((2, unit) for unit in range(2)),
        (3, 0),
    ]
    for unit in frame["units"][::3]:
        where = f"/networks/{id}/surface?resolution=20&unit={unit['layer']}.{unit['unit']}"
        exact = client.get(where).json()["values"]
        assert np.allclose(grid(unit), np.ravel(exact), atol=step_of(unit))
    layers = client.get(f"/networks/{id}/parameters").json()["layers"]
    assert np.array_equal(np.float32(frame["parameters"]["layers"][0]["w"]), np.float32(layers[0]["w"]))
    rows = client.get(f"/networks/{id}/rows").json()["train"]
    asked = {"x": [rows["raw"][3]], "y": [rows["y"][3]]}
    assert frame["trace"] == client.post(f"/networks/{id}/backward", json=asked).json()
    answers = client.post(f"/networks/{id}/forward?include=a", json={"x": rows["raw"]}).json()["a"]
    assert np.allclose(frame["predictions"]["train"], answers, rtol=1e-6)
    taken, right = np.ravel(answers) >= 0.5, np.ravel(rows["y"]) >= 0.5
    wanted = [[int(((right == a) & (taken == b)).sum()) for b in (False, True)] for a in (False, True)]
    assert frame["confusion"]["train"] == wanted
    histogram = frame["histograms"]["layers"][0]["quantities"]["w"]
    counts, edges = np.histogram(np.ravel(layers[0]["w"]), 8)
    assert (histogram["counts"], histogram["min"]) == (counts.tolist(), edges[0])


def grid(shown: Json) -> Any:
    data = np.frombuffer(base64.b64decode(shown["data"]), np.uint8)
    return shown["min"] + data * (shown["max"] - shown["min"]) / 255


def step_of(shown: Json) -> float:
    return (shown["max"] - shown["min"]) / 255


def test_classes_have_a_plane_each_and_one_column_a_curve(
    client: httpx.Client, create: Create, server: str, openapi: Json
) -> None:
    blobs = {"data": {"name": "spirals3"}}
    with talking(server, openapi, create(blobs)) as talk:
        talk.hear()
        talk.say("watch", surface={"resolution": 10})
        surface = talk.hear()["surface"]
        assert surface["outputs"] == 3
        planes = grid(surface).reshape(3, 100)
        assert np.allclose(planes.sum(axis=0), 1, atol=3 * step_of(surface))
    sine = create(SINE)
    with talking(server, openapi, sine) as talk:
        talk.hear()
        talk.say("watch", curve={"resolution": 9}, surface={})
        frame = talk.hear()
        assert "surface" not in frame
        x = frame["curve"]["x"]
        exact = client.post(f"/networks/{sine}/forward", json={"x": [[value] for value in x]}).json()["a"]
        assert frame["curve"]["values"] == exact


def test_any_step_is_looked_at_as_a_frame_of_it_was(
    client: httpx.Client, create: Create, server: str, openapi: Json
) -> None:
    id = create(SPIRAL)
    path = f"/networks/{id}"
    watch: Json = {"surface": {"resolution": 12}, "units": {"resolution": 8}, "parameters": True}
    with talking(server, openapi, id) as talk:
        talk.hear()
        talk.say("watch", **watch)
        talk.hear()
        talk.say("step", n=30)
        frames, _ = talk.until("paused")
        then = frames[-1]
        talk.say("step", n=100)
        talk.until("paused")
    client.patch(f"{path}/parameters", json={"edits": [EDIT]})
    client.patch(path, json={"data": {"seed": 9}})
    seen = client.post(f"{path}/look", json={**watch, "step": 30}).json()
    assert seen == {name: value for name, value in then.items() if name not in ("type", "frame")}
    start = client.post(f"{path}/look", json={**watch, "step": 0}).json()
    assert (start["step"], start["grad_norms"]) == (0, [])
    now = client.post(f"{path}/look", json={"parameters": True}).json()
    assert (now["step"], now["parameters"]["layers"][0]["w"][0][0]) == (130, 0.125)
    assert client.post(f"{path}/look", json={"step": 131}).status_code == 404
    bare = client.post(f"/networks/{create()}/look", json={})
    assert (bare.status_code, "data is required" in bare.json()["detail"]) == (422, True)


EDIT: Json = {"layer": 1, "parameter": "w", "index": [0, 0], "value": 0.125}
