"""Presets that learn from data: each data set of the classics solved, and two ways in which training fails.

The settings are the calmest found that reach the figures of `tests/engine/test_solves.py` from any seed.
"""

from engine.datasets import DATASETS, OUTPUTS, DataSpec
from engine.network import Layer, Network, initial_parameters
from engine.optimizers import OPTIMIZERS
from engine.presets.preset import DataPreset, shape
from engine.registry import Registry
from engine.training import Training


def _preset(
    name: str,
    label: str,
    summary: str,
    data: str,
    hidden: tuple[int, ...],
    activation: str,
    learning_rate: float,
    epochs: int,
    optimizer: str = "adam",
    batch_size: int = 32,
    l2: float = 0.0,
    source: str | None = None,
) -> DataPreset:
    dataset = DATASETS[data]
    units = 1 if dataset.task == "binary" else len(dataset.targets)
    layers = [*(Layer.of(width, activation) for width in hidden), Layer.of(units, OUTPUTS[dataset.task])]
    network = Network.build(len(dataset.features), layers, seed=1)
    chosen = OPTIMIZERS.choose(optimizer, {"learning_rate": learning_rate})
    return DataPreset(
        name=name,
        label=label,
        summary=summary,
        formula=shape(network),
        source=source or dataset.source,
        network=network,
        weights=initial_parameters(network),
        training=Training(chosen, batch_size=batch_size, l2=l2),
        data=DataSpec(name=data, seed=0),
        epochs=epochs,
    )


ON_DATA: Registry[DataPreset] = Registry(
    "preset",
    [
        _preset(
            "xor_data",
            "Exclusive or, in clouds",
            "Opposite quarters of the plane belong together: eight hidden units draw the two borders.",
            "xor",
            hidden=(8,),
            activation="tanh",
            learning_rate=0.03,
            epochs=60,
        ),
        _preset(
            "circle",
            "A disc in a ring",
            "Eight ReLU units, each a straight line, close a fence around the disc.",
            "circle",
            hidden=(8,),
            activation="relu",
            learning_rate=0.03,
            epochs=100,
        ),
        _preset(
            "moons",
            "Two moons",
            "A boundary with two bends: watch eight tanh units agree on it.",
            "moons",
            hidden=(8,),
            activation="tanh",
            learning_rate=0.05,
            epochs=100,
        ),
        _preset(
            "spiral",
            "Two spirals",
            "The hard one: two layers of sixteen smooth units wind the boundary around twice.",
            "spiral",
            hidden=(16, 16),
            activation="silu",
            learning_rate=0.02,
            epochs=200,
        ),
        _preset(
            "sine",
            "A sine wave",
            "Two layers of eight smooth units bend a line into one wave, though no point lies quite on it.",
            "sine",
            hidden=(8, 8),
            activation="silu",
            learning_rate=0.01,
            batch_size=16,
            epochs=200,
        ),
        _preset(
            "iris",
            "Iris",
            "Three kinds of iris from four measurements of each flower: two of them overlap a little.",
            "iris",
            hidden=(8,),
            activation="tanh",
            learning_rate=0.02,
            batch_size=16,
            epochs=60,
        ),
        _preset(
            "wine",
            "Wine",
            "Which of three growers a wine is from, by its chemistry; L2 keeps it from learning by heart.",
            "wine",
            hidden=(16,),
            activation="tanh",
            learning_rate=0.005,
            batch_size=16,
            l2=0.01,
            epochs=40,
        ),
        _preset(
            "breast_cancer",
            "Breast cancer",
            "Benign or malignant, from thirty measures of the cell nuclei in an image.",
            "breast_cancer",
            hidden=(16,),
            activation="relu",
            learning_rate=0.005,
            l2=1e-3,
            epochs=40,
        ),
        _preset(
            "digits",
            "Handwritten digits",
            "Ten digits from images of eight by eight pixels: a real task that one hidden layer masters.",
            "digits",
            hidden=(64,),
            activation="relu",
            learning_rate=0.003,
            l2=1e-4,
            epochs=40,
        ),
        _preset(
            "vanishing",
            "Vanishing gradient, on data",
            "Six sigmoid layers on two moons: the first ones hardly move, and the loss stays where it began.",
            "moons",
            hidden=(8,) * 5,
            activation="sigmoid",
            learning_rate=0.1,
            optimizer="sgd",
            epochs=30,
            source="Hochreiter: Untersuchungen zu dynamischen neuronalen Netzen (1991)",
        ),
        _preset(
            "too_fast",
            "Too large a learning rate",
            "Linear regression, stable below a rate of 1: at 2 each step overshoots by more than the last.",
            "plane",
            hidden=(),
            activation="linear",
            learning_rate=2.0,
            optimizer="sgd",
            epochs=40,
            source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 4.3",
        ),
    ],
)
