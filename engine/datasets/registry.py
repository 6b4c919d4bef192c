"""All data sets by name, in the order of the catalog."""

from engine.datasets.classes import CLASSES
from engine.datasets.dataset import Dataset
from engine.datasets.emails import EMAILS
from engine.datasets.measured import MEASURED
from engine.datasets.numbers import NUMBERS
from engine.registry import Registry

DATASETS: Registry[Dataset] = Registry("dataset", [EMAILS, *CLASSES, *NUMBERS, *MEASURED])
