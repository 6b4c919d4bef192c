"""What lessons 1 to 9 claim, shown by a real run: the numbers they print, and the effects they promise."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from app.lessons.book import lessons
from app.lessons.model import Blank, Blanks, Deed, Lesson, NumberQuestion
from engine.activations import ACTIVATIONS
from tests.lessons.solving import NetworkStage, Server, asked, number, written

# Answers that lessons write down, by the number of the first step that each of them is.
WRITTEN = {
    "what-is-an-mlp": {"Weighted sum": "z:1:0", "Rise of the sum": "w:1:0:0"},
    "one-layer": {"Weight from input 3 to neuron 1": "w:1:0:2", "Output for 5": "a:2:0"},
    "stacking-layers": {
        "First neuron of layer 2": "a:2:0",
        "Second neuron of layer 2": "a:2:1",
        "Prediction": "a:3:0",
    },
    "spam-filter": {
        "Sum of neuron 1": "z:1:0",
        "Third product": "product:1:1:2",
        "Sum of neuron 2": "z:1:1",
        "Output of neuron 2": "a:1:1",
        "What neuron 1 brings": "product:2:0:0",
        "What neuron 2 brings": "product:2:0:1",
        "Sum of the output neuron": "z:2:0",
        "Probability of spam": "a:2:0",
    },
}
OF_NETWORK = {"one-layer": {"Output for 5": "flat"}}


@pytest.mark.parametrize(
    ("slug", "name"), [(slug, name) for slug, names in WRITTEN.items() for name in names]
)
def test_an_answer_that_is_written_down_is_the_number_of_the_network(
    api: Server, slug: str, name: str
) -> None:
    lesson = lessons()[slug]
    network = OF_NETWORK.get(slug, {}).get(name, next(iter(lesson.networks)))
    found = number(api.as_found(lesson.networks[network]).trace, WRITTEN[slug][name])
    blank = next(blank for blank in blanks(lesson) if blank.name == name)
    assert found is not None
    assert blank.answer is not None
    assert written(found) == written(blank.answer)


@pytest.mark.parametrize(
    ("slug", "network", "loss"), [("losses", "spam", 0.2605), ("losses", "classes", 0.4076)]
)
def test_a_loss_that_is_written_down_is_that_of_the_network(
    api: Server, slug: str, network: str, loss: float
) -> None:
    assert round(api.as_found(lessons()[slug].networks[network]).trace["loss"], 4) == loss


def test_no_straight_line_does_exclusive_or_and_a_hidden_layer_does(api: Server) -> None:
    lesson = lessons()["what-is-an-mlp"]
    straight, bent = (trained(api, lesson, name, epochs=60) for name in ("straight", "bent"))
    assert straight["accuracy"] == pytest.approx(0.5, abs=0.1)
    assert bent["accuracy"] >= 0.99


@pytest.mark.parametrize("x", [-3.0, 0.0, 0.25, 5.0])
def test_two_layers_without_a_bend_are_one(api: Server, x: float) -> None:
    stage = api.as_found(lessons()["one-layer"].networks["flat"])
    answer = api.ask("POST", f"{stage.path}/forward", {"x": [[x]]})
    assert answer["a"] == [[6 * x + 2]]


TABLES = {
    "relu": [0, 0, 0, 1, 2],
    "sigmoid": [0.12, 0.27, 0.5, 0.73, 0.88],
    "tanh": [-0.96, -0.76, 0, 0.76, 0.96],
}


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_activations_are_what_the_engine_gives(name: str) -> None:
    z = np.array([-2.0, -1, 0, 1, 2])
    value = ACTIVATIONS[name].value(z)
    assert np.round(value, 2).tolist() == TABLES[name]
    cells = " | ".join(written(each) for each in TABLES[name])
    assert f"| {name} | {cells} |".lower() in text(lessons()["activations"]).lower()


def test_a_sigmoid_lets_back_a_quarter_at_most_and_hardly_anything_from_4_6_on() -> None:
    z = np.linspace(-10, 10, 2001)
    sigmoid = ACTIVATIONS["sigmoid"]
    slope = sigmoid.slope(z, sigmoid.value(z))
    assert slope is not None
    assert slope.max() == slope[1000] == 0.25
    assert (slope[np.abs(z) >= 4.6] < 0.01).all()
    assert (slope[np.abs(z) <= 4.5] > 0.01).all()


def test_training_cannot_wake_a_dead_neuron_but_a_higher_bias_can(api: Server) -> None:
    stage = NetworkStage.of(api, lessons()["activations"].networks["dead"])
    before = parameters(api, stage)
    for _ in range(20):
        api.ask("POST", f"{stage.path}/step", stage.batch())
    after = parameters(api, stage)
    assert after[0] == before[0]
    assert after[1] != before[1]
    stage.do(Deed(edits=({"layer": 1, "parameter": "b", "index": [0], "value": -0.2},)))
    api.ask("POST", f"{stage.path}/step", stage.batch())
    assert parameters(api, stage)[0]["w"][0][0] != before[0]["w"][0][0]


def test_a_leak_lets_a_dead_neuron_learn(api: Server) -> None:
    request = api.preset("dead_relu")
    first, last = request["network"]["layers"]
    leaky = {**request["network"], "layers": [{**first, "activation": "leaky_relu"}, last]}
    made = api.ask("POST", "/networks", {**request, "network": leaky})
    trace = NetworkStage(api, made)
    trace.foresee()
    assert np.all(np.array(trace.trace["layers"][0]["grad_w"]) != 0)


def test_two_layers_of_tanh_close_the_ring(api: Server) -> None:
    network = api.as_found(lessons()["stacking-layers"].networks["ring"]).network
    assert network["metrics"]["train"]["accuracy"] >= 0.99


def test_a_border_of_the_first_layer_is_straight(api: Server) -> None:
    """Halfway between two points of equal sum the sum is the same: only a straight line is like that."""
    stage = api.as_found(lessons()["stacking-layers"].networks["ring"])
    first = api.ask("POST", f"{stage.path}/forward", {"x": [[-1, 2], [3, -2], [1, 0]]})["layers"][0]
    a, b, middle = np.array(first["z"])
    assert middle == pytest.approx((a + b) / 2)


def test_two_hidden_neurons_cannot_fence_in_a_disc_and_eight_can(api: Server) -> None:
    lesson = lessons()["width-and-depth"]
    narrow, wide = (trained(api, lesson, name, epochs=100) for name in ("narrow", "wide"))
    assert narrow["accuracy"] == pytest.approx(5 / 6, abs=0.03)
    assert wide["accuracy"] >= 0.99


def test_three_hidden_neurons_can(api: Server) -> None:
    lesson = lessons()["width-and-depth"]
    request = lesson.networks["narrow"].request
    assert request
    made = api.ask(
        "POST",
        "/networks",
        {**request, "network": {"layers": [{"units": 3, "activation": "relu"}], "seed": 1}},
    )
    train = api.ask("POST", f"/networks/{made['id']}/train", {"epochs": 100})["metrics"]["train"]
    assert train["accuracy"] >= 0.98


def test_parameters_are_counted_as_the_lesson_counts(api: Server) -> None:
    counts = api.as_found(lessons()["width-and-depth"].networks["counting"]).network["parameters"]
    assert [layer["total"] for layer in counts["layers"]] == [220, 315, 16]
    assert counts["total"] == 551
    wide = {"inputs": 10, "layers": [{"units": 100}, {"units": 1}]}
    assert api.ask("POST", "/networks", {"network": wide})["parameters"]["total"] == 1201


def test_the_table_of_losses_is_what_cross_entropy_gives() -> None:
    for predicted in (0.9, 0.5, 0.1):
        row = f"| {predicted:g} | {written(-math.log(predicted))} | {written(-math.log(1 - predicted))} |"
        assert row in text(lessons()["losses"])


def test_the_loss_of_the_same_email_is_more_than_five_times_as_much_if_it_is_no_spam(api: Server) -> None:
    stage = api.as_found(lessons()["losses"].networks["spam"])
    batch = stage.batch()
    spam, other = (api.ask("POST", f"{stage.path}/backward", {**batch, "y": [[y]]})["loss"] for y in (1, 0))
    assert (written(spam), written(other)) == ("0.2605", "1.473")
    assert other > 5 * spam


RATES = {0.01: 2.003, 0.1: 0.03459, 0.3: 3.299e-08, 0.5: 0, 0.9: 0.03459, 1.0: 3, 1.1: 115}


@pytest.mark.parametrize("rate", RATES)
def test_a_network_whose_loss_is_x_squared_does_what_the_lesson_says_of_each_rate(
    api: Server, rate: float
) -> None:
    """One weight x, input 1, target 0, and the bias held at 0: the loss is x², and training goes down it."""
    request: dict[str, Any] = {
        "network": {"inputs": 1, "layers": [{"units": 1}], "loss": "mean_squared_error"},
        "parameters": [{"w": [[3]], "b": [0], "frozen": {"b": [0]}}],
        "training": {"optimizer": {"name": "sgd", "learning_rate": rate}},
    }
    path = f"/networks/{api.ask('POST', '/networks', request)['id']}"
    walk = [3.0]
    for _ in range(20):
        trace = api.ask("POST", f"{path}/step", {"x": [[1]], "y": [[0]]})
        walk.append(number(trace, "w_after:1:0:0") or 0.0)
    assert walk[-1] == pytest.approx(RATES[rate], rel=1e-3, abs=1e-12)
    assert walk[1] == pytest.approx(3 - rate * 6)
    swings = all(before * after < 0 for before, after in pairwise(walk))
    assert swings == (rate > 0.5)
    assert (abs(walk[-1]) > abs(walk[-2])) == (rate > 1)


def test_the_backward_pass_agrees_with_small_changes_of_each_weight(api: Server) -> None:
    stage = api.as_found(lessons()["backward-pass"].networks["spam"])
    assert api.ask("POST", f"{stage.path}/gradient-check", stage.batch())["agree"]


def test_the_numbers_of_the_backward_pass_are_those_that_the_lesson_writes(api: Server) -> None:
    trace = api.as_found(lessons()["backward-pass"].networks["spam"]).trace
    words = text(lessons()["backward-pass"])
    said = ["grad_a:2:0", "slope:2:0", "grad_z:2:0", "grad_w:2:0:0", "message:2:0:0", "message:2:0:1"]
    for key in [*said, "grad_w:1:0:0", "grad_w:1:0:1", "grad_w:1:0:2", "w_after:2:0:0", "loss", "loss_after"]:
        found = number(trace, key)
        assert found is not None
        assert written(found) in words, key
    assert [number(trace, f"grad_w:1:1:{from_}") for from_ in range(3)] == [0, 0, 0]


def trained(api: Server, lesson: Lesson, name: str, epochs: int) -> dict[str, float]:
    stage = NetworkStage.of(api, lesson.networks[name])
    stage.do(Deed(train={"epochs": epochs}))
    return stage.network["metrics"]["train"]


def parameters(api: Server, stage: NetworkStage) -> list[dict[str, Any]]:
    return api.ask("GET", f"{stage.path}/parameters")["layers"]


def blanks(lesson: Lesson) -> list[Blank]:
    asks = [question for _, question, _ in asked(lesson)]
    numbers = [question.blank for question in asks if isinstance(question, NumberQuestion)]
    return [
        *numbers,
        *(each for question in asks if isinstance(question, Blanks) for each in question.blanks),
    ]


def text(lesson: Lesson) -> str:
    return lesson.model_dump_json().replace("\\\\", "\\")
