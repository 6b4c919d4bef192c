"""What a lesson is made of: passages, the figure that stands beside them, and what the reader does there.

One file of `templates/lessons/` is one lesson; a teacher's own exercise has the same shape.
"""

from typing import Annotated, Any, Literal, get_args

from annotated_types import Len
from pydantic import Field, model_validator

from app.lessons.figures import Figure, told
from app.lessons.part import Part

Words = Annotated[str, Len(min_length=1, max_length=4000)]  # Markdown; $…$ is a formula
Label = Annotated[str, Len(min_length=1, max_length=200)]
Panel = Literal["timeline", "inspector", "training", "curves", "build", "diagnosis"]
Group = Literal["data", "batch", "layers", "learning"]  # of Build
View = Literal["graph", "matrices", "table", "plane", "rows", "histograms"]


class NetworkSource(Part):
    """A network of the lesson's: a preset or the body of `POST /networks`, trained before it is shown."""

    preset: str | None = None
    request: dict[str, Any] | None = None
    train: dict[str, Any] | None = None  # the body of `POST /networks/{id}/train`

    @model_validator(mode="after")
    def comes_from_one_place(self) -> "NetworkSource":
        if (self.preset is None) == (self.request is None):
            raise ValueError("a network is either a preset or a request")
        return self


class Move(Part):
    """Where the figure goes: a stop of the cursor, what is picked out, which view."""

    beat: str | None = None  # as in the page's address: `forward-1`, `backward-2-gate`, …
    select: str | None = None  # the id of a mark: `n-1-0`, `w-1-2-0` (from 2 to 0), `b-1-0`, `loss`
    view: View | None = None
    row: int | None = None


class NetworkFigure(Move):
    """A live network, drawn by what draws the playground."""

    kind: Literal["network"]
    network: str  # the name of one of the lesson's networks
    panels: tuple[Panel, ...] = ("timeline",)  # those below the picture stand in this order
    build: tuple[Group, ...] = get_args(Group)


class CompareFigure(Part):
    """Networks that train in lockstep, side by side."""

    kind: Literal["compare"]
    sides: Annotated[tuple["Side", ...], Len(min_length=2, max_length=3)]


class Side(Part):
    label: Label
    network: str


AnyFigure = Annotated[NetworkFigure | CompareFigure | Figure, Field(discriminator="kind")]


class Condition(Part):
    """What must hold of the figure as it stands.

    `of` is `number:z:1:0` (a number of the shown step, as the page marks it), `network.metrics.train.loss`
    (a path into the summary of the network), `side.1.metrics.train.loss` (the same of one that is compared)
    or `figure.x` (what another figure says of itself).
    """

    of: str
    at_least: float | None = None
    at_most: float | None = None
    equals: float | str | bool | None = None

    @model_validator(mode="after")
    def has_a_bound(self) -> "Condition":
        if self.at_least is None and self.at_most is None and self.equals is None:
            raise ValueError("a condition needs at_least, at_most or equals")
        return self


class Option(Part):
    text: Words
    says: Words  # why it is right, or which mistake leads to it
    right: bool = False


class Slip(Part):
    """A wrong answer that has a known reason."""

    says: Words
    answer: float | None = None
    when: tuple[Condition, ...] = ()


class Question(Part):
    ask: Words
    says: Words = "Right."  # of a right answer
    wrong: Words = "Not yet."  # of any other answer
    slips: tuple[Slip, ...] = ()
    hints: tuple[Words, ...] = ()
    then: Move | None = None  # what the figure shows once it has been answered


class Choice(Part):
    kind: Literal["choice"]
    ask: Words
    options: Annotated[tuple[Option, ...], Len(min_length=2, max_length=6)]
    hints: tuple[Words, ...] = ()
    then: Move | None = None

    @model_validator(mode="after")
    def has_one_right_option(self) -> "Choice":
        if sum(option.right for option in self.options) != 1:
            raise ValueError("a choice has exactly one right option")
        return self


class Blank(Part):
    """A number to be filled in: written here, or one of the shown step (`z:1:0`)."""

    name: Label
    answer: float | None = None
    number: str | None = None
    within: float = 0.005
    slips: tuple[Slip, ...] = ()

    @model_validator(mode="after")
    def is_known(self) -> "Blank":
        if (self.answer is None) == (self.number is None):
            raise ValueError("a blank has either an answer or the number that holds it")
        return self


class NumberQuestion(Question):
    """One number to be worked out, before it is revealed."""

    kind: Literal["number"]
    blank: Blank


class Blanks(Question):
    """A worked example with steps left out: each `{}` of the line is a blank."""

    kind: Literal["blanks"]
    line: Words
    blanks: Annotated[tuple[Blank, ...], Len(min_length=1, max_length=8)]

    @model_validator(mode="after")
    def has_a_place_for_each_blank(self) -> "Blanks":
        if self.line.count("{}") != len(self.blanks):
            raise ValueError("the line has as many {} as there are blanks")
        return self


class Deed(Part):
    """One thing done to the figure: how a goal is reached, for who asks to be shown."""

    patch: dict[str, Any] | None = None  # the body of `PATCH /networks/{id}`
    edits: tuple[dict[str, Any], ...] = ()  # those of `PATCH /networks/{id}/parameters`
    replace: dict[str, Any] | None = None  # the body of `POST /networks` for a network in its place
    train: dict[str, Any] | None = None  # the body of `POST /networks/{id}/train`
    figure: dict[str, Any] | None = None  # options of another figure


class Goal(Question):
    """Something to be reached in the figure by changing it."""

    kind: Literal["goal"]
    goal: Annotated[tuple[Condition, ...], Len(min_length=1)]
    solve: tuple[Deed, ...] = ()  # left out, nobody is shown


AnyQuestion = Annotated[Choice | NumberQuestion | Blanks | Goal, Field(discriminator="kind")]


class Passage(Part):
    """A few sentences, and something to do."""

    title: Label
    text: Words
    figure: AnyFigure | None = None  # left out: what stood beside the passage before
    questions: tuple[AnyQuestion, ...] = ()


class Lesson(Part):
    title: Label
    summary: Label
    section: Label  # the sections of the tutorial that it covers: "5, 12"
    networks: dict[str, NetworkSource] = Field(default_factory=dict[str, NetworkSource])
    passages: Annotated[tuple[Passage, ...], Len(min_length=1)]

    @model_validator(mode="after")
    def knows_its_networks(self) -> "Lesson":
        for passage in self.passages:
            figure = passage.figure
            if isinstance(figure, NetworkFigure):
                wanted = [figure.network]
            else:
                wanted = [side.network for side in figure.sides] if isinstance(figure, CompareFigure) else []
            for name in wanted:
                if name not in self.networks:
                    raise ValueError(
                        f"passage {passage.title!r} shows a network {name!r} that the lesson has not"
                    )
        return self

    @model_validator(mode="after")
    def tells_figures_what_they_know(self) -> "Lesson":
        shown: AnyFigure | None = None
        for passage in self.passages:
            shown = passage.figure or shown
            goals = [question for question in passage.questions if isinstance(question, Goal)]
            for deed in [deed for goal in goals for deed in goal.solve if deed.figure is not None]:
                if not isinstance(shown, Figure):
                    raise ValueError(
                        f"passage {passage.title!r} tells something to a figure that is a network"
                    )
                told(shown, deed.figure or {})
        return self
