"""Data to learn from: drawn from a seed or measured, and prepared for a network.

`DATASETS` holds all by name. `prepare(spec)` draws the rows of one and makes them ready to train on;
`prepare_sheet` does so with somebody's own rows, a `Sheet` of columns of numbers and texts.
"""

from engine.datasets.dataset import OUTPUTS, Dataset, Feature, Table, Task
from engine.datasets.features import TRANSFORMS, Transform, offered
from engine.datasets.own import OwnSpec, prepare_sheet
from engine.datasets.prepare import Data, DataSpec, Preparation, prepare, prepare_table
from engine.datasets.registry import DATASETS
from engine.datasets.sheet import Column, Numbers, Read, Sheet, Texts, check_names, numbers, sheet_of, texts
from engine.datasets.treat import NUMBER, Treatment

__all__ = [
    "DATASETS",
    "NUMBER",
    "OUTPUTS",
    "TRANSFORMS",
    "Column",
    "Data",
    "DataSpec",
    "Dataset",
    "Feature",
    "Numbers",
    "OwnSpec",
    "Preparation",
    "Read",
    "Sheet",
    "Table",
    "Task",
    "Texts",
    "Transform",
    "Treatment",
    "check_names",
    "numbers",
    "offered",
    "prepare",
    "prepare_sheet",
    "prepare_table",
    "sheet_of",
    "texts",
]
