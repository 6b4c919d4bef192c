"""What training looks like after a step: a few numbers where a trace would hold all of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.batches import Rows
from engine.measures import Measure, Measures, measure
from engine.training import Step, TrainState
from engine.updates import norm, norms


@dataclass(frozen=True, slots=True)
class Frame:
    """Losses and accuracies of all training and validation rows, None where there is nothing to measure.

    Of each layer, `grad_norms` are √Σg² of the step's own batch, and `update_ratios` ‖Δw‖/‖w‖, how far the
    step moved its weights for their size. `stopped` says on the last frame of a slice what ended training,
    None if only the budget did: `epochs`, `loss`, `accuracy`, `plateau`, `early_stopping` or `diverged`.
    """

    step: int
    epoch: int
    train_loss: float
    validation_loss: float | None
    train_accuracy: float | None
    validation_accuracy: float | None
    learning_rate: float
    grad_norms: tuple[float, ...]
    update_ratios: tuple[float, ...]
    stopped: str | None = None

    @classmethod
    def of(cls, seen: Measures, **more: Any) -> "Frame":
        aside = seen.validation
        return cls(
            train_loss=seen.train.loss,
            validation_loss=None if aside is None else aside.loss,
            train_accuracy=seen.train.accuracy,
            validation_accuracy=None if aside is None else aside.accuracy,
            **more,
        )

    @classmethod
    @np.errstate(all="ignore")
    def of_step(cls, taken: Step, after: TrainState, rows: Rows | None) -> "Frame":
        """After a step with its whole trace. Without rows the loss is that of the batch, after the step."""
        moved: dict[str, Any] = {
            "step": after.step,
            "epoch": after.epoch,
            "learning_rate": taken.learning_rate,
            "grad_norms": norms(after.network, taken.backward.gradient),
            "update_ratios": tuple(
                float(np.float64(norm(own.w.change)) / norm(own.w.after - own.w.change))
                for own in taken.updates
            ),
        }
        if rows is not None:
            return cls.of(measure(after, rows), **moved)
        return cls.of(Measures(Measure(taken.loss_after, None), None), **moved)
