"""Data to learn from: drawn from a seed or measured, and prepared for a network.

`DATASETS` holds all by name. `prepare(spec)` draws the rows of one and makes them ready to train on;
`prepare_table` does so with anybody's rows.
"""

from engine.datasets.dataset import OUTPUTS, Dataset, Feature, Table, Task
from engine.datasets.features import TRANSFORMS, Transform, offered
from engine.datasets.prepare import Data, DataSpec, Preparation, prepare, prepare_table
from engine.datasets.registry import DATASETS

__all__ = [
    "DATASETS",
    "OUTPUTS",
    "TRANSFORMS",
    "Data",
    "DataSpec",
    "Dataset",
    "Feature",
    "Preparation",
    "Table",
    "Task",
    "Transform",
    "offered",
    "prepare",
    "prepare_table",
]
