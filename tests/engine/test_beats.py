"""The beats of a trace, in order."""

from engine.beats import beats
from engine.network import Layer, Network
from engine.presets import BY_HAND

SPAM = BY_HAND["spam"].network


def test_the_spam_filter_has_17_beats() -> None:
    assert len(beats(SPAM, "step")) == 17


def test_the_beats_come_in_the_order_of_the_passes() -> None:
    assert [(b.phase, b.layer, b.op) for b in beats(SPAM, "step")] == [
        ("forward", 1, "product"),
        ("forward", 1, "sum"),
        ("forward", 1, "activation"),
        ("forward", 2, "product"),
        ("forward", 2, "sum"),
        ("forward", 2, "activation"),
        ("loss", None, "loss"),
        ("backward", 2, "gate"),
        ("backward", 2, "deposit"),
        ("backward", 2, "send"),
        ("backward", 2, "gather"),
        ("backward", 1, "gate"),
        ("backward", 1, "deposit"),
        ("backward", 1, "send"),
        ("backward", 1, "gather"),
        ("update", None, "update"),
        ("update", None, "measure"),
    ]


def test_shorter_traces_begin_the_same_way() -> None:
    whole = beats(SPAM, "step")
    assert beats(SPAM, "forward") == whole[:6]
    assert beats(SPAM, "backward") == whole[:15]


def test_batch_norm_skip_and_dropout_have_beats_of_their_own() -> None:
    network = Network.build(2, [Layer.of(2, "relu", batch_norm=True, skip=True, dropout=0.5), Layer.of(1)])
    ops = [b.op for b in beats(network, "step") if b.phase == "forward" and b.layer == 1]
    assert ops == ["product", "sum", "batch_norm", "activation", "skip", "dropout"]
    assert "dropout" not in [b.op for b in beats(network, "forward")]
    assert "dropout" in [b.op for b in beats(network, "forward", training=True)]
