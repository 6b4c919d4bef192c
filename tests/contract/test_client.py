"""The Python client, against a real server: the numbers of the API as arrays, and its problems raised."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from app.client import Client, Network, Problem, Progress, progress_line
from tests.contract.client import BATCH, SPAM
from tests.contract.own import POINTS
from tests.contract.rich import BATCH as RICH_BATCH
from tests.contract.rich import RICH
from tests.serving import ROOT, serving

Json = dict[str, Any]


@pytest.fixture
def mlpscope(server: str) -> Iterator[Client]:
    with Client(server) as client:
        yield client


@pytest.fixture
def spam(mlpscope: Client) -> Network:
    return mlpscope.create(**SPAM)


@pytest.fixture
def iris(mlpscope: Client) -> Network:
    adam = {"optimizer": {"name": "adam", "learning_rate": 0.02}}
    return mlpscope.create(
        {"layers": [{"units": 8, "activation": "tanh"}]}, data={"name": "iris"}, training=adam
    )


def test_arrays_go_in_and_come_out(spam: Network) -> None:
    x, y = np.array(BATCH["x"], np.float32), np.array(BATCH["y"])
    forward = spam.forward(x)
    assert forward["layers"][0]["z"].shape == (1, 2)
    np.testing.assert_allclose(forward["a"], [[0.7706526346832835]], rtol=1e-6)
    back = spam.backward(x[:, ::1].astype(np.float64), y)
    assert back["layers"][1]["grad_w"].dtype == np.float64
    step = spam.step(x.tolist(), y)
    assert step["layers"][1]["update"]["w"]["after"].shape == (2, 1)
    assert step["loss_after"] < step["loss"]
    again = spam.trace(1)
    np.testing.assert_array_equal(again["layers"][0]["grad_z"], step["layers"][0]["grad_z"])


def test_every_answer_is_that_of_the_api(mlpscope: Client, server: str) -> None:
    network = mlpscope.create(**RICH)
    trace = network.step(**RICH_BATCH)
    raw = httpx.get(f"{server}/api/v1/networks/{network.id}/steps/1", timeout=60).json()
    assert plain(trace) == raw


def plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(node, list):
        return [plain(value) for value in node]  # pyright: ignore[reportUnknownVariableType]
    return node.tolist() if isinstance(node, np.ndarray) else node  # pyright: ignore[reportUnknownVariableType]


def test_parameters_are_read_replaced_and_edited(spam: Network) -> None:
    parameters = spam.parameters()
    assert parameters[0]["w"].shape == (3, 2)
    spam.set_parameters([{"w": own["w"] * 2, "b": own["b"]} for own in parameters])
    spam.edit(1, "b", [1], 7.5)
    after = spam.parameters()
    np.testing.assert_array_equal(after[0]["w"], parameters[0]["w"] * 2)
    assert after[0]["b"][1] == 7.5


def test_numbers_are_frozen_and_switched_off_and_come_back(spam: Network) -> None:
    spam.edit(1, "w", [0, 1], frozen=True)
    spam.edit_all([{"layer": 2, "parameter": "w", "index": (k, 0), "off": True} for k in (0, 1)])
    held = spam.parameters()
    assert plain(held[0]["frozen"]) == {"w": [[0, 1]]}
    assert plain(held[1]["off"])["w"][1] == {"index": [1, 0], "value": 1.2}
    for _ in range(2):
        spam.step(**BATCH)
    after = spam.parameters()
    assert after[0]["w"][0, 1] == held[0]["w"][0, 1]
    np.testing.assert_array_equal(after[1]["w"], 0)
    spam.edit(2, "w", [1, 0], off=False)
    assert spam.parameters()[1]["w"][1, 0] == 1.2
    spam.set_parameters(held)
    assert [plain(own) for own in spam.parameters()] == [plain(own) for own in held]


def test_changes_are_undone_and_done_again(spam: Network) -> None:
    start = spam.parameters()
    spam.edit(1, "b", [0], 2.5)
    after = spam.step(**BATCH)
    assert spam.undo()["redo"] == {"number": 2, "label": "step"}
    assert spam.undo()["undo"] is None
    np.testing.assert_array_equal(spam.parameters()[0]["b"], start[0]["b"])
    with pytest.raises(Problem, match="nothing to undo"):
        spam.undo()
    spam.redo()
    assert spam.redo()["step"] == 1
    np.testing.assert_array_equal(spam.trace(1)["layers"][0]["z"], after["layers"][0]["z"])


def test_long_training_shows_how_far_it_is(iris: Network) -> None:
    seen: list[Progress] = []
    stream = io.StringIO()
    line = progress_line(stream)

    def watch(now: Progress) -> None:
        seen.append(now)
        line(now)

    done = iris.train(epochs=60, progress=watch)
    assert (done["stopped"], done["epoch"], done["step"]) == ("epochs", 60, 240)
    assert len(seen) > 1
    assert [now.done for now in seen] == sorted({now.done for now in seen})
    last = seen[-1]
    assert (last.done, last.total, last.unit, last.epoch) == (60, 60, "epochs", 60)
    assert last.loss == done["metrics"]["train"]["loss"]
    shown = stream.getvalue()
    assert shown.count("\r") == len(seen)
    assert shown.endswith("\n")
    assert f"60 of 60 epochs, loss {last.loss:.4g}, validation" in shown


def test_training_in_pieces_leads_to_the_same_bits(mlpscope: Client, iris: Network) -> None:
    other = mlpscope.create(**{key: iris.summary()[key] for key in ("network", "training", "data")})
    iris.train(steps=90, progress=lambda now: None)
    other.train(steps=90)
    for mine, theirs in zip(iris.parameters(), other.parameters(), strict=True):
        np.testing.assert_array_equal(mine["w"], theirs["w"])


def test_a_stop_ends_training_and_a_plateau_is_counted_in_one_call(iris: Network) -> None:
    calls: list[Progress] = []
    done = iris.train(epochs=500, stop={"accuracy": 0.9}, progress=calls.append)
    assert (done["stopped"], done["metrics"]["train"]["accuracy"] >= 0.9) == ("accuracy", True)
    assert calls[-1].done < 500
    calls.clear()
    assert iris.train(epochs=3, stop={"plateau": 3}, progress=calls.append)["stopped"] == "epochs"
    assert len(calls) == 1


def test_calls_that_the_server_cuts_short_are_continued(tmp_path: Path) -> None:
    with serving(tmp_path, store="memory", train_seconds="0.05") as address, Client(address) as client:
        network = client.create({"layers": [{"units": 30, "activation": "tanh"}]}, data={"name": "spiral"})
        assert network.train(epochs=300)["epoch"] == 300


def test_history_is_columns(iris: Network) -> None:
    assert iris.history()["step"].shape == (0,)
    iris.train(steps=40)
    history = iris.history(points=10)
    assert history["step"].dtype == np.int64
    assert history["step"][-1] == 40
    assert history["grad_norms"].shape == (10, 2)
    assert (history["train_loss"] > 0).all()


def test_what_is_not_finite_is_nan(mlpscope: Client) -> None:
    ones = [{"w": [[1e200]], "b": [0]}] * 2
    network = mlpscope.create({"inputs": 1, "layers": [{"units": 1}, {"units": 1}]}, parameters=ones)
    trace = network.forward([[1]])
    assert np.isnan(trace["a"]).all()
    assert trace["diverged"]["layer"] == 2


def test_proofs_and_diagnosis(spam: Network, iris: Network, mlpscope: Client) -> None:
    explained = spam.explain("grad_w", 2, 0, from_=0, **BATCH)
    assert explained["value"] == pytest.approx(sum(term["value"] for term in explained["terms"]))
    check = spam.gradient_check(**BATCH)
    assert (check["agree"], check["checked"]) == (11, 11)
    assert check["layers"][0]["w"]["analytic"].shape == (3, 2)
    iris.train(steps=5)
    assert iris.explain("loss", step=3)["value"] > 0
    assert iris.diagnosis()["step"] == 5
    assert iris.rows(limit=4)["train"]["x"].shape == (4, 4)
    assert mlpscope.preset("xor").surface(resolution=5)["values"].shape == (5, 5)


def test_networks_are_patched_restored_opened_and_deleted(mlpscope: Client, iris: Network) -> None:
    iris.train(steps=6)
    assert iris.patch(name="Flowers", training={"batch_size": 8})["training"]["batch_size"] == 8
    assert iris.restore(2)["step"] == 2
    again = mlpscope.open(iris.id)
    assert again.summary()["name"] == "Flowers"
    assert again.url.endswith(f"/networks/{iris.id}")
    again.delete()
    with pytest.raises(Problem, match="There is no network"):
        iris.summary()


def test_files_go_out_and_in(mlpscope: Client, spam: Network, tmp_path: Path) -> None:
    content = spam.export("npz", tmp_path)
    assert (tmp_path / "spam_filter.npz").read_bytes() == content
    back = mlpscope.import_file(tmp_path / "spam_filter.npz")
    np.testing.assert_array_equal(back.forward(BATCH["x"])["a"], spam.forward(BATCH["x"])["a"])
    file = io.BytesIO()
    arrays: Json = {"a.weight": np.ones((2, 3))}
    np.savez(file, **arrays)
    guessed = mlpscope.import_file(file.getvalue(), name="two.npz", output_activation="tanh")
    assert guessed.summary()["name"] == "two"
    assert "tanh" in guessed.notes[0]
    spam.export("csv", tmp_path / "trace.csv", what="trace")
    assert (tmp_path / "trace.csv").read_text().startswith("quantity,layer,row,from,unit,value\nx,")
    (tmp_path / "points.csv").write_text(POINTS)
    uploaded = mlpscope.upload(tmp_path / "points.csv")
    assert mlpscope.create(data={"dataset_id": uploaded["id"]}).summary()["data"]["rows"]["count"] == 30


def test_problems_carry_their_document(mlpscope: Client, spam: Network) -> None:
    with pytest.raises(Problem) as caught:
        spam.forward([[1, 2]])
    problem = caught.value
    assert problem.status == 422
    assert str(problem) == problem.detail == "x must have shape (N, 3) with N at least 1, got (1, 2)."
    assert problem.errors[0]["loc"] == ["body", "x"]
    assert problem.document["type"] == "about:blank"
    with pytest.raises(Problem, match="learning_rate"):
        mlpscope.create(
            {"inputs": 1, "layers": [{"units": 1}]},
            training={"optimizer": {"name": "sgd", "learning_rate": -1}},
        )
    with pytest.raises(KeyError, match="Choose one of: spam"):
        mlpscope.preset("spamm")
    with pytest.raises(ValueError, match="either steps or epochs"):
        spam.train()
    with pytest.raises(TypeError, match="set"):
        spam.forward({1, 2})  # pyright: ignore[reportArgumentType]


def test_a_server_that_is_not_there_is_said_so() -> None:
    with Client("http://127.0.0.1:9") as client, pytest.raises(ConnectionError, match="mlpscope serve"):
        client.catalog()


def test_the_client_needs_nothing_of_the_server() -> None:
    code = "import sys, app.client; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "httpx" in loaded
    assert not {"fastapi", "uvicorn", "engine", "app.main", "pydantic"} & loaded
