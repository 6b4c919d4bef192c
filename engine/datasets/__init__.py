"""Data to learn from: drawn from a seed or measured, and prepared for a network.

`DATASETS` holds all by name; each draws a `Table` of raw rows.
"""

from engine.datasets.classes import CLASSES
from engine.datasets.dataset import Dataset, Feature, Table, Task
from engine.datasets.emails import EMAILS
from engine.datasets.measured import MEASURED
from engine.datasets.numbers import NUMBERS
from engine.registry import Registry

DATASETS: Registry[Dataset] = Registry("dataset", [EMAILS, *CLASSES, *NUMBERS, *MEASURED])

__all__ = ["DATASETS", "Dataset", "Feature", "Table", "Task"]
