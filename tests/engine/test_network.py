"""A network checks itself, and its parameters live in one vector."""

import pickle
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings

from engine.errors import EngineError, RuleError, UnknownChoice
from engine.network import Layer, LayerParameters, Network, default_loss, initial_parameters
from engine.registry import Choice
from tests.engine.cases import Case, cases
from tests.thorough import examples

SMALL = Network.build(3, [Layer.of(2, "relu"), Layer.of(1, "sigmoid")], seed=7)


def test_the_loss_follows_the_output() -> None:
    assert default_loss([Layer.of(1, "sigmoid")]) == "binary_cross_entropy"
    assert default_loss([Layer.of(3, "softmax")]) == "categorical_cross_entropy"
    assert default_loss([Layer.of(1, "tanh")]) == "mean_squared_error"


def test_shapes_and_counts() -> None:
    assert SMALL.shapes == ((3, 2), (2, 1))
    assert SMALL.layer_parameter_counts == (8, 3)
    assert SMALL.parameter_count == 11


def test_the_initializer_follows_the_activation() -> None:
    assert Layer.of(1, "relu").initializer == "he_normal"
    assert Layer.of(1, "tanh").initializer == "xavier_uniform"
    assert Layer.of(1, "tanh", "zeros").initializer == "zeros"


def test_views_alias_the_vector_in_the_order_of_the_layers() -> None:
    vector = np.arange(11.0)
    first, second = SMALL.views(vector)
    np.testing.assert_array_equal(first.w, [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(first.b, [6, 7])
    np.testing.assert_array_equal(second.w, [[8], [9]])
    np.testing.assert_array_equal(second.b, [10])
    first.w[0, 1] = 99
    vector[10] = -1
    assert vector[1] == 99
    assert second.b[0] == -1


@given(cases())
@settings(max_examples=examples(50), deadline=None)
def test_flatten_is_the_way_back_from_views(case: Case) -> None:
    views = case.network.views(case.parameters)
    np.testing.assert_array_equal(case.network.flatten(views), case.parameters)


def test_flatten_copies() -> None:
    given_w = np.ones((3, 2))
    vector = SMALL.flatten(
        [LayerParameters(given_w, np.zeros(2)), LayerParameters(np.ones((2, 1)), np.zeros(1))]
    )
    given_w[0, 0] = 5
    assert vector[0] == 1
    assert not vector.flags.writeable


@pytest.mark.parametrize(
    ("w", "b", "rule", "loc"),
    [
        (
            np.ones((2, 3)),
            np.ones(2),
            r"w of layer 1 must have shape \(3, 2\), got \(2, 3\)",
            ("parameters", 0, "w"),
        ),
        (
            np.ones((3, 2)),
            np.ones(3),
            r"b of layer 1 must have shape \(2,\), got \(3,\)",
            ("parameters", 0, "b"),
        ),
        ([[1, 2], [3]], np.ones(2), "w of layer 1 must be an array of numbers", ("parameters", 0, "w")),
    ],
)
def test_flatten_names_the_array_of_another_shape(
    w: np.ndarray, b: np.ndarray, rule: str, loc: tuple[str | int, ...]
) -> None:
    with pytest.raises(RuleError, match=rule) as caught:
        SMALL.flatten([LayerParameters(w, b), LayerParameters(np.ones((2, 1)), np.zeros(1))])
    assert caught.value.loc == loc


def test_flatten_wants_every_layer() -> None:
    with pytest.raises(RuleError, match="parameters must hold 2 layers, got 0"):
        SMALL.flatten([])


@pytest.mark.parametrize(
    ("make", "rule", "loc"),
    [
        (
            lambda: Network.build(0, [Layer.of(1)]),
            "inputs must be a whole number, at least 1, got 0",
            ("inputs",),
        ),
        (lambda: Network.build(True, [Layer.of(1)]), "inputs must be a whole number", ("inputs",)),
        (lambda: Network.build(1, []), "layers must hold at least one layer", ("layers",)),
        (lambda: Network.build(1, [Layer.of(0)]), "units of layer 1 must be", ("layers", 0, "units")),
        (lambda: Network.build(1, [Layer.of(1)], seed=-1), "seed must be", ("seed",)),
        (
            lambda: Network.build(1, [Layer.of(1)], dtype="float16"),
            "dtype must be float64 or float32",
            ("dtype",),
        ),
        (lambda: Network.build(1, [Layer.of(1)], "mse"), "Unknown loss 'mse'. Choose one of: ", ("loss",)),
        (
            lambda: Network.build(1, [Layer.of(1, "relu")], "binary_cross_entropy"),
            "binary_cross_entropy needs a sigmoid output layer, got relu",
            ("loss",),
        ),
        (
            lambda: Network.build(1, [Layer.of(1, "sigmoid")], "categorical_cross_entropy"),
            "categorical_cross_entropy needs a softmax output layer, got sigmoid",
            ("loss",),
        ),
        (
            lambda: Network.build(1, [Layer(1, Choice("rleu"), "zeros")]),
            "Unknown activation 'rleu'",
            ("layers", 0, "activation"),
        ),
        (
            lambda: Network.build(1, [Layer.of(1), Layer.of(1, "relu", "he")]),
            "Unknown initializer 'he'",
            ("layers", 1, "initializer"),
        ),
    ],
)
def test_a_network_that_breaks_a_rule_says_which_and_where(
    make: Callable[[], Network], rule: str, loc: tuple[str | int, ...]
) -> None:
    with pytest.raises(EngineError, match=rule) as caught:
        make()
    assert caught.value.loc == loc


def test_an_unknown_activation_of_a_layer_has_its_place() -> None:
    with pytest.raises(UnknownChoice) as caught:
        Layer.of(1, "rleu", loc=("layers", 4))
    assert caught.value.loc == ("layers", 4, "activation")


def test_the_same_seed_draws_the_same_parameters_bit_for_bit() -> None:
    np.testing.assert_array_equal(initial_parameters(SMALL), initial_parameters(SMALL))


def test_another_seed_draws_others() -> None:
    other = Network.build(3, SMALL.layers, seed=8)
    assert not np.array_equal(initial_parameters(other), initial_parameters(SMALL))


def test_a_layers_draw_does_not_depend_on_other_layers() -> None:
    narrow = Network.build(3, [Layer.of(2), Layer.of(4, "tanh"), Layer.of(1)])
    swapped = Network.build(9, [Layer.of(2, "relu", "zeros"), Layer.of(4, "tanh"), Layer.of(2)])
    one, two = narrow.views(initial_parameters(narrow)), swapped.views(initial_parameters(swapped))
    np.testing.assert_array_equal(one[1].w, two[1].w)


def test_layers_do_not_repeat_each_others_draw() -> None:
    network = Network.build(2, [Layer.of(2, "tanh"), Layer.of(2, "tanh")])
    first, second = network.views(initial_parameters(network))
    assert not np.array_equal(first.w, second.w)


def test_biases_begin_at_0() -> None:
    assert all((view.b == 0).all() for view in SMALL.views(initial_parameters(SMALL)))


def test_a_float32_network_begins_with_the_same_weights_rounded() -> None:
    single = Network.build(3, SMALL.layers, seed=7, dtype="float32")
    vector = initial_parameters(single)
    assert vector.dtype == np.float32
    np.testing.assert_array_equal(vector, initial_parameters(SMALL).astype(np.float32))


@pytest.mark.parametrize("x", [[1, 2, 3], [[1, 2]], [], [[]], [[[1, 2, 3]]], np.ones((0, 3))])
def test_an_input_of_another_shape_is_refused(x: object) -> None:
    with pytest.raises(RuleError, match=r"x must have shape \(N, 3\) with N at least 1, got") as caught:
        SMALL.check_input(x)  # pyright: ignore[reportArgumentType]
    assert caught.value.loc == ("x",)


@pytest.mark.parametrize("x", ["abc", [[1, 2, 3], [1, 2]], [["a", 1, 2]]])
def test_an_input_that_is_no_array_of_numbers_is_refused(x: object) -> None:
    with pytest.raises(RuleError, match="x must be an array of numbers"):
        SMALL.check_input(x)  # pyright: ignore[reportArgumentType]


def test_a_network_can_be_pickled_and_compared() -> None:
    assert pickle.loads(pickle.dumps(SMALL)) == SMALL
