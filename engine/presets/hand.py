"""Presets with an example that can be followed by hand, number by number."""

from collections.abc import Sequence

from engine.network import Layer, LayerParameters, Network, initial_parameters
from engine.presets.preset import BY_STEPS, FAULTS, Example, HandPreset, shape
from engine.registry import Registry
from engine.training import Training
from engine.types import frozen

Rows = Sequence[Sequence[float]]


def _preset(
    name: str,
    label: str,
    summary: str,
    network: Network,
    example: Example,
    source: str = "mlpscope",
    formula: str = "",
    weights: Sequence[tuple[Rows, Sequence[float]]] | None = None,
    learning_rate: float = 0.1,
    group: str = BY_STEPS,
) -> HandPreset:
    given = [LayerParameters(frozen(w), frozen(b)) for w, b in weights or ()]
    return HandPreset(
        name=name,
        label=label,
        summary=summary,
        formula=formula or shape(network),
        source=source,
        group=group,
        network=network,
        weights=network.flatten(given) if given else initial_parameters(network),
        training=Training.sgd(learning_rate),
        example=example,
    )


def _example(x: Rows, y: Rows, features: str, outputs: str, text: str) -> Example:
    return Example(frozen(x, float), frozen(y, float), _names(features), _names(outputs), text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


_XOR_X, _XOR_Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]

BY_HAND: Registry[HandPreset] = Registry(
    "preset",
    [
        _preset(
            "spam",
            "Spam filter",
            "One e-mail, three features, two hidden units: every number fits on paper.",
            Network.build(3, [Layer.of(2, "relu"), Layer.of(1, "sigmoid")], seed=7),
            _example([[3, 1, 0.8]], [[1]], "exclamations, has “free”, reputation", "spam", "Free money!!!"),
            source="The tutorial, sections 5 and 12",
            weights=[
                ([[0.5, -0.2], [0.8, 0.6], [-0.3, 0.4]], [0.1, -0.5]),
                ([[0.7], [1.2]], [-0.3]),
            ],
        ),
        _preset(
            "linear",
            "Linear model",
            "No hidden layer, only one weighted sum: each weight says which way its feature pushes.",
            Network.build(3, [Layer.of(1, "sigmoid")], seed=7),
            _example([[3, 1, 0.2]], [[1]], "exclamations, has “free”, reputation", "spam", "Free money!!!"),
            source="The tutorial, section 1",
        ),
        _preset(
            "mazur",
            "Mazur's 2-2-2",
            "The best-known backpropagation example by hand: sigmoid throughout, two outputs.",
            Network.build(2, [Layer.of(2, "sigmoid"), Layer.of(2, "sigmoid")], "half_squared_error"),
            _example([[0.05, 0.10]], [[0.01, 0.99]], "i1, i2", "o1, o2", "Matt Mazur's example"),
            source="Matt Mazur: A step by step backpropagation example (2015)",
            weights=[
                ([[0.15, 0.25], [0.20, 0.30]], [0.35, 0.35]),
                ([[0.40, 0.50], [0.45, 0.55]], [0.60, 0.60]),
            ],
            learning_rate=0.5,
        ),
        _preset(
            "xor",
            "Exclusive or",
            "True if exactly one input is: no single layer can tell, four hidden units can.",
            Network.build(2, [Layer.of(4, "tanh"), Layer.of(1, "sigmoid")], seed=3),
            _example(_XOR_X, _XOR_Y, "p, q", "p xor q", "One of the two, but not both"),
            source="Minsky, Papert: Perceptrons (1969)",
            learning_rate=0.5,
        ),
        _preset(
            "classes",
            "Three classes",
            "Softmax shares one certainty among three flowers; push one up and the others go down.",
            Network.build(2, [Layer.of(4, "tanh"), Layer.of(3, "softmax")], seed=5),
            _example(
                [[1.4, 0.2], [4.5, 1.5], [6.0, 2.5]],
                [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
                "petal length, petal width",
                "setosa, versicolor, virginica",
                "Three irises, measured in centimetres",
            ),
            source="Fisher: The use of multiple measurements in taxonomic problems (1936)",
        ),
        _preset(
            "counting",
            "Counting parameters",
            "A 10-20-15-1 network: 220 + 315 + 16 = 551 numbers to learn.",
            Network.build(10, [Layer.of(20, "relu"), Layer.of(15, "relu"), Layer.of(1, "sigmoid")], seed=1),
            _example(
                [[0.9, -0.4, 0.1, 0.7, -1.2, 0.3, 0.0, 0.5, -0.8, 1.1]],
                [[1]],
                ", ".join(f"feature {k}" for k in range(1, 11)),
                "answer",
                "Ten standardised features",
            ),
            source="The tutorial, section 4",
        ),
        _preset(
            "zeros",
            "All weights zero",
            "Why weights begin at random: all units of a layer get the same gradient and never come apart.",
            Network.build(2, [Layer.of(3, "sigmoid", "zeros"), Layer.of(1, "sigmoid", "zeros")]),
            _example([[1, 0.5]], [[1]], "first, second", "answer", "Three hidden units that stay one"),
            source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 8.4",
            learning_rate=0.5,
            group=FAULTS,
        ),
        _preset(
            "dead_relu",
            "Dead ReLUs",
            "Biases far below 0 shut every hidden unit: no gradient comes back, so nothing there can change.",
            Network.build(2, [Layer.of(3, "relu"), Layer.of(1, "linear")]),
            _example([[1, 0.5], [0.2, 0.8]], [[1], [0.5]], "first, second", "answer", "All gates shut"),
            source="Lu, Shin, Su, Karniadakis: Dying ReLU and initialization (2020)",
            group=FAULTS,
            weights=[
                ([[0.4, -0.3, 0.6], [0.2, 0.5, -0.1]], [-3.0, -2.5, -4.0]),
                ([[0.8], [-0.6], [0.3]], [0.1]),
            ],
        ),
        _preset(
            "deep_sigmoid",
            "Vanishing gradient",
            "Six sigmoid layers: each gate lets through a quarter at most, so little reaches the first.",
            Network.build(2, [*[Layer.of(2, "sigmoid")] * 5, Layer.of(1, "sigmoid")], seed=2),
            _example([[1, -1]], [[1]], "first, second", "answer", "A message fades on its way back"),
            source="Hochreiter: Untersuchungen zu dynamischen neuronalen Netzen (1991)",
            group=FAULTS,
        ),
    ],
)
