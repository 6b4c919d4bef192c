"""How to train: which optimizer and schedule, how large a batch, and what holds the weights in check."""

import math
from dataclasses import dataclass, field

from engine.errors import RuleError
from engine.optimizers import OPTIMIZERS
from engine.registry import Choice
from engine.schedules import SCHEDULES, Plateau


@dataclass(frozen=True, slots=True)
class EarlyStopping:
    """Stop after `patience` epochs without a better validation loss, and go back to the best weights."""

    patience: int = 10


@dataclass(frozen=True, slots=True)
class Training:
    """How to train. The learning rate is a parameter of the optimizer. Checks itself on construction.

    `l1` and `l2` penalise weights: l1·Σ|w| + ½·l2·Σw². `clip_value` bounds each number of the gradient, and
    then `clip_norm` the length of it all. Neither is done where it is None.
    """

    optimizer: Choice = field(default_factory=lambda: OPTIMIZERS.choose("sgd"))
    schedule: Choice = field(default_factory=lambda: SCHEDULES.choose("constant"))
    batch_size: int = 32
    l1: float = 0.0
    l2: float = 0.0
    clip_norm: float | None = None
    clip_value: float | None = None
    early_stopping: EarlyStopping | None = None

    def __post_init__(self) -> None:
        OPTIMIZERS.choose(self.optimizer.name, self.optimizer.parameters, ("optimizer",))
        SCHEDULES.choose(self.schedule.name, self.schedule.parameters, ("schedule",))
        if "learning_rate" not in self.optimizer.parameters:
            raise RuleError("optimizer must have a learning_rate", ("optimizer", "learning_rate"))
        if isinstance(self.batch_size, bool) or self.batch_size < 1:
            raise RuleError(f"batch_size must be at least 1, got {self.batch_size!r}", ("batch_size",))
        for name, value in (("l1", self.l1), ("l2", self.l2)):
            if not 0 <= value < math.inf:
                raise RuleError(f"{name} must be a number, at least 0, got {value!r}", (name,))
        for name, value in (("clip_norm", self.clip_norm), ("clip_value", self.clip_value)):
            if value is not None and not 0 < value < math.inf:
                raise RuleError(f"{name} must be a number above 0, got {value!r}", (name,))
        patience = None if self.early_stopping is None else self.early_stopping.patience
        if patience is not None and (isinstance(patience, bool) or patience < 1):
            raise RuleError(f"patience must be at least 1, got {patience!r}", ("early_stopping", "patience"))

    @classmethod
    def sgd(cls, learning_rate: float = 0.1) -> "Training":
        """Plain gradient descent."""
        return cls(OPTIMIZERS.choose("sgd", {"learning_rate": learning_rate}))

    def learning_rate(self, step: int, plateau: Plateau) -> float:
        """The learning rate of training step `step`, from 1."""
        base = self.optimizer.parameters["learning_rate"]
        return SCHEDULES[self.schedule.name].rate(base, step, **self.schedule.parameters) * plateau.scale
