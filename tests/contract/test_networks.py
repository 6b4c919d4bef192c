"""The life of a network: made, read, patched, trained, restored, deleted; versions and tags on the way."""

from typing import Any

import httpx
import pytest

from tests.contract.client import BATCH, SPAM, Create

PATCH = {"Content-Type": "application/merge-patch+json"}


def test_created_network_has_a_place_a_version_and_an_unguessable_id(client: httpx.Client) -> None:
    response = client.post("/networks", json=SPAM)
    summary = response.json()
    assert response.headers["Location"] == f"/api/v1/networks/{summary['id']}"
    assert response.headers["ETag"] == '"1"'
    assert (summary["version"], summary["step"], summary["epoch"]) == (1, 0, 0)
    assert summary["url"] == f"/networks/{summary['id']}"
    assert len(summary["id"]) >= 22  # 128 bits in base64
    assert client.get(response.headers["Location"].removeprefix("/api/v1")).json() == summary


def test_what_is_left_out_is_filled_in(client: httpx.Client) -> None:
    layers = [{"units": 4, "activation": "tanh"}, {"units": 3, "activation": "softmax"}]
    summary = client.post("/networks", json={"network": {"inputs": 2, "layers": layers}}).json()
    assert summary["name"] == "2-4-3"
    assert summary["network"]["loss"] == "categorical_cross_entropy"
    assert summary["network"]["layers"][0]["initializer"] == "xavier_uniform"
    assert summary["training"]["optimizer"] == {"name": "sgd", "learning_rate": 0.1}


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        ("sigmoid", "binary_cross_entropy"),
        ("softmax", "categorical_cross_entropy"),
        ("tanh", "mean_squared_error"),
    ],
)
def test_loss_follows_the_output(client: httpx.Client, activation: str, loss: str) -> None:
    network = {"inputs": 2, "layers": [{"units": 2, "activation": activation}]}
    assert client.post("/networks", json={"network": network}).json()["network"]["loss"] == loss


def test_a_summary_is_a_request_for_the_same_network(client: httpx.Client, create: Create) -> None:
    leaky = {"name": "leaky_relu", "negative_slope": 0.2}
    first = create({"network": {"inputs": 2, "layers": [{"units": 2, "activation": leaky}], "seed": 5}})
    summary = client.get(f"/networks/{first}").json()
    assert summary["network"]["layers"][0]["activation"] == leaky
    again = create({key: summary[key] for key in ("name", "network", "training", "example", "data")})
    other = client.get(f"/networks/{again}").json()
    assert other["network"] == summary["network"]
    numbers = [client.get(f"/networks/{id}/parameters").json() for id in (first, again)]
    assert numbers[0] == numbers[1]


def test_forward_backward_preview_and_explain_change_nothing(client: httpx.Client, spam: str) -> None:
    before = client.get(f"/networks/{spam}").json()
    for call, body in (
        ("forward", {"x": BATCH["x"]}),
        ("backward", BATCH),
        ("preview", BATCH),
        ("explain", {**BATCH, "quantity": "loss"}),
        ("gradient-check", BATCH),
    ):
        response = client.post(f"/networks/{spam}/{call}", json=body)
        assert response.status_code == 200, response.text
        assert response.headers["ETag"] == '"1"'
    assert client.get(f"/networks/{spam}").json() == before


def test_preview_is_the_step_that_follows(client: httpx.Client, spam: str) -> None:
    preview = client.post(f"/networks/{spam}/preview", json=BATCH).json()
    assert client.post(f"/networks/{spam}/step", json=BATCH).json() == preview


def test_every_change_makes_the_version_grow(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    edit = {"edits": [{"layer": 1, "parameter": "w", "index": [0, 1], "value": 0.3}]}
    layers = client.get(f"{path}/parameters").json()
    changes: list[tuple[str, str, Any]] = [
        ("POST", "/step", BATCH),
        ("PATCH", "/parameters", edit),
        ("PUT", "/parameters", layers),
        ("PATCH", "", {"name": "other"}),
        ("POST", "/steps/0/restore", None),
    ]
    for version, (method, call, body) in enumerate(changes, start=2):
        response = client.request(method, path + call, json=body, headers={"If-Match": f'"{version - 1}"'})
        assert response.status_code == 200, response.text
        assert response.headers["ETag"] == f'"{version}"'


def test_if_match_takes_a_list_and_a_star(client: httpx.Client, spam: str) -> None:
    for tag in ('"9", "1"', "*"):
        response = client.patch(f"/networks/{spam}", json={"name": tag}, headers={"If-Match": tag})
        assert response.status_code == 200


def test_another_optimizer_keeps_the_learning_rate_and_brings_its_own_numbers(
    client: httpx.Client, create: Create
) -> None:
    adam = {"name": "adam", "learning_rate": 0.02, "beta1": 0.5}
    schedule = {"name": "step", "every": 10}
    path = f"/networks/{create({**SPAM, 'training': {'optimizer': adam, 'schedule': schedule}})}"
    patch = {"training": {"optimizer": {"name": "momentum"}, "schedule": {"name": "constant"}}}
    summary = client.patch(path, json=patch).json()
    assert summary["training"]["optimizer"] == {"name": "momentum", "learning_rate": 0.02, "momentum": 0.9}
    assert summary["training"]["schedule"] == {"name": "constant"}
    again = client.patch(path, json={"training": {"optimizer": {"name": "momentum", "momentum": 0.5}}}).json()
    assert again["training"]["optimizer"]["momentum"] == 0.5


def test_patch_merges(client: httpx.Client, create: Create) -> None:
    id = create({**SPAM, "example": {"x": BATCH["x"], "text": "Free money!!!"}})
    change = {"training": {"optimizer": {"learning_rate": 0.5}}, "example": {"text": None, "y": [[0]]}}
    summary = client.patch(f"/networks/{id}", json=change, headers=PATCH).json()
    assert summary["name"] == "Spam filter"
    assert summary["training"]["optimizer"] == {"name": "sgd", "learning_rate": 0.5}
    assert summary["training"]["batch_size"] == 32
    assert (summary["example"]["x"], summary["example"]["y"]) == (BATCH["x"], [[0]])
    assert summary["example"]["text"] is None
    back = {"training": {"optimizer": {"learning_rate": None}}, "example": None}
    summary = client.patch(f"/networks/{id}", json=back, headers=PATCH).json()
    assert summary["training"]["optimizer"]["learning_rate"] == 0.1
    assert summary["example"] is None


def test_a_patch_that_says_nothing_new_changes_nothing(client: httpx.Client, spam: str) -> None:
    for body in ({}, {"name": "Spam filter"}, {"layers": [{"index": 1, "frozen": False}]}):
        assert client.patch(f"/networks/{spam}", json=body).json()["version"] == 1


def test_edit_changes_one_number(client: httpx.Client, spam: str) -> None:
    edits = [
        {"layer": 1, "parameter": "w", "index": [0, 1], "value": 0.3},
        {"layer": 2, "parameter": "b", "index": [0], "value": -7},
    ]
    client.patch(f"/networks/{spam}/parameters", json={"edits": edits})
    layers = client.get(f"/networks/{spam}/parameters").json()["layers"]
    assert layers[0] == {"w": [[0.5, 0.3], [0.8, 0.6], [-0.3, 0.4]], "b": [0.1, -0.5]}
    assert layers[1] == {"w": [[0.7], [1.2]], "b": [-7]}


def test_past_steps_stay_as_they_were_whatever_is_edited(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    taken: list[Any] = []
    for value in (0.1, 0.2, 0.3):
        taken.append(client.post(f"{path}/step", json=BATCH).json())
        edit = {"layer": 1, "parameter": "b", "index": [0], "value": value}
        client.patch(f"{path}/parameters", json={"edits": [edit]})
        client.patch(path, json={"training": {"optimizer": {"learning_rate": value}}})
    taken.append(client.post(f"{path}/step", json=BATCH).json())
    taken.append(client.post(f"{path}/step", json=BATCH).json())
    for k, trace in enumerate(taken, start=1):
        assert client.get(f"{path}/steps/{k}").json() == trace
    assert [trace["learning_rate"] for trace in taken] == [0.1, 0.1, 0.2, 0.3, 0.3]


def test_restore_goes_back_to_the_state_after_a_step(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    states: list[Any] = [client.get(f"{path}/parameters").json()]
    for _ in range(3):
        client.post(f"{path}/step", json=BATCH)
        states.append(client.get(f"{path}/parameters").json())
    client.patch(path, json={"training": {"optimizer": {"learning_rate": 9}}})
    for k in (2, 0):
        summary = client.post(f"{path}/steps/{k}/restore").json()
        assert summary["step"] == k
        assert summary["training"]["optimizer"]["learning_rate"] == 0.1
        assert client.get(f"{path}/parameters").json() == states[k]
        assert client.get(f"{path}/steps/{k + 1}").status_code == 404
    assert client.post(f"{path}/steps/3/restore").status_code == 404
    assert client.post(f"{path}/step", json=BATCH).json()["step"] == 1


def test_layers_are_those_of_the_latest_pass(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    for call, body in (("forward", {"x": BATCH["x"]}), ("backward", BATCH), ("step", BATCH)):
        trace = client.post(f"{path}/{call}", json=body).json()
        latest = client.get(f"{path}/layers").json()
        assert (latest["kind"], latest["layers"]) == (call, trace["layers"])
        assert client.get(f"{path}/layers/2").json() == trace["layers"][1]


def test_a_trace_can_be_narrowed(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}/backward"
    batch = {"x": [[3, 1, 0.8], [0, 0, 1]], "y": [[1], [0]]}
    whole = client.post(path, json=batch).json()
    some = client.post(f"{path}?include=z,grad_z&layers=2&example=1", json=batch).json()
    (layer,) = some["layers"]
    assert set(layer) == {"index", "z", "grad_z"}
    assert layer["z"] == whole["layers"][1]["z"][1:]
    assert some["loss"] == whole["loss"]


def test_softmax_has_a_jacobian_and_no_slope(client: httpx.Client, create: Create) -> None:
    id = create({"network": {"inputs": 2, "layers": [{"units": 3, "activation": "softmax"}]}})
    body = {"x": [[1, 2]], "y": [2]}
    (layer,) = client.post(f"/networks/{id}/backward?include=jacobian", json=body).json()["layers"]
    assert layer["slope"] is None
    a, jacobian = layer["a"][0], layer["jacobian"][0]
    assert jacobian[0][1] == pytest.approx(-a[0] * a[1])
    assert client.post(f"/networks/{id}/step", json=body).json()["y"] == [[0, 0, 1]]


def test_explain_and_check_within_a_step_taken(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    first = client.post(f"{path}/step", json=BATCH).json()
    client.post(f"{path}/step", json={"x": [[0, 0, 1]], "y": [[0]]})
    asked = {"quantity": "loss", "step": 1}
    assert client.post(f"{path}/explain", json=asked).json()["value"] == first["loss"]
    check = client.post(f"{path}/gradient-check", json={"step": 1}).json()
    assert check["layers"][1]["w"]["analytic"] == first["layers"][1]["grad_w"]
    assert client.post(f"{path}/explain", json={**asked, "step": 3}).status_code == 404


def test_a_deleted_network_is_gone(client: httpx.Client, spam: str) -> None:
    client.post(f"/networks/{spam}/step", json=BATCH)
    assert client.delete(f"/networks/{spam}", headers={"If-Match": '"2"'}).status_code == 204
    assert client.get(f"/networks/{spam}").status_code == 404
    assert client.delete(f"/networks/{spam}").status_code == 404


def test_the_catalog_has_every_name_of_the_contract(client: httpx.Client) -> None:
    catalog = client.get("/catalog").json()
    names = {
        kind: [entry["name"] for entry in catalog[kind]]
        for kind in catalog
        if kind not in ("limits", "rates")
    }
    assert names["activations"] == (
        ["linear", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "sigmoid", "tanh", "softmax"]
    )
    assert set(names["losses"]) == {
        "binary_cross_entropy", "mean_squared_error", "mean_absolute_error", "huber",
        "categorical_cross_entropy", "half_squared_error",
    }  # fmt: skip
    assert set(names["initializers"]) == {
        "zeros",
        "normal",
        "uniform",
        "xavier_uniform",
        "xavier_normal",
        "he_uniform",
        "he_normal",
        "lecun_normal",
    }
    curve = catalog["activations"][1]["curve"]
    assert curve["a"][curve["z"].index(-1)] == 0
    assert catalog["limits"]["body"] == 10_000_000


def test_everything_the_catalog_names_can_be_used(client: httpx.Client) -> None:
    catalog = client.get("/catalog").json()
    names = {
        kind: [entry["name"] for entry in catalog[kind]]
        for kind in catalog
        if kind not in ("limits", "rates")
    }
    for loss in catalog["losses"]:
        for activation in names["activations"]:
            output = loss["activation"] or activation
            layers = [
                {"units": 2, "activation": activation, "initializer": initializer}
                for initializer in names["initializers"]
            ]
            network = {
                "inputs": 2,
                "layers": [*layers, {"units": 2, "activation": output}],
                "loss": loss["name"],
            }
            made = client.post("/networks", json={"network": network})
            assert made.status_code == 201, made.text
            batch = {"x": [[1, 2]], "y": [[0, 1]]}
            answer = client.post(f"/networks/{made.json()['id']}/step", json=batch)
            assert answer.status_code == 200, answer.text


def test_health_and_ready(client: httpx.Client) -> None:
    for path in ("/health", "/ready"):
        assert client.get(path).json()["status"] == "ok"
