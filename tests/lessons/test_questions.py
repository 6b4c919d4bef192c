"""What every lesson promises: moves lead somewhere, answers agree with words, goals can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from app.lessons.book import lessons
from app.lessons.model import (
    AnyFigure,
    Blank,
    Blanks,
    Choice,
    Goal,
    Lesson,
    Move,
    NetworkFigure,
    NumberQuestion,
    Passage,
)
from tests.lessons.solving import NetworkStage, Server, asked, holds, number, shown, stage_of, written

LESSONS = lessons()
WORDS = 80  # the most that a passage may have
QUESTIONS = range(3, 9)
FORMULA = re.compile(r"\$[^$]*\$")
POINT = re.compile(r"\\point\{([^}]*)\}")
every_lesson = pytest.mark.parametrize("slug", LESSONS)


def test_there_are_lessons() -> None:
    assert LESSONS


@every_lesson
def test_a_passage_is_short(slug: str) -> None:
    for passage in LESSONS[slug].passages:
        count = len(words_of(passage.text))
        assert count <= WORDS, f"{passage.title}: {count} words"


@every_lesson
def test_a_lesson_asks_a_few_questions_of_more_than_one_kind(slug: str) -> None:
    questions = [question for _, question, _ in asked(LESSONS[slug])]
    assert len(questions) in QUESTIONS
    assert len({question.kind for question in questions}) > 1


@every_lesson
def test_every_move_leads_to_something_that_is_there(api: Server, slug: str) -> None:
    lesson = LESSONS[slug]
    for name in lesson.networks:
        stage = api.as_found(lesson.networks[name])
        for passage, figure in shown(lesson):
            if isinstance(figure, NetworkFigure) and figure.network == name:
                assert_leads_somewhere(stage, figure, passage.title)
                for question in passage.questions:
                    if question.then and not isinstance(question, Goal):
                        assert_leads_somewhere(stage, question.then, question.ask)


@every_lesson
def test_a_formula_points_at_marks_that_the_figure_has(api: Server, slug: str) -> None:
    lesson = LESSONS[slug]
    for passage, figure in shown(lesson):
        for target in targets_of(passage):
            assert isinstance(figure, NetworkFigure), f"{passage.title}: {target} where there is no network"
            assert is_there(api.as_found(lesson.networks[figure.network]), target), (
                f"{passage.title}: no {target}"
            )


@every_lesson
def test_a_goal_is_not_reached_at_first_and_is_once_it_was_solved(api: Server, slug: str) -> None:
    lesson = LESSONS[slug]
    for index, question, figure in asked(lesson):
        if isinstance(question, Goal):
            assert figure, f"question {index} has no figure to change"
            stage = stage_of(api, lesson, figure)
            assert not all(holds(stage, each) for each in question.goal), (
                f"question {index} is reached as it is"
            )
            for slip in question.slips:
                assert slip.when, f"question {index}: a slip of a goal says when it was made"
                for each in slip.when:
                    holds(stage, each)  # asks about what the figure can say
            for deed in question.solve:
                stage.do(deed)
            for condition in question.goal:
                assert holds(stage, condition), (
                    f"question {index}: {condition.of} is {stage.value(condition.of)}"
                )
            for slip in question.slips:
                hit = all(holds(stage, each) for each in slip.when)
                assert not hit, f"question {index} calls its own solution a slip: {slip.says}"
            if question.then:
                assert isinstance(stage, NetworkStage)
                assert_leads_somewhere(stage, question.then, question.ask)


@every_lesson
def test_what_is_said_of_a_right_answer_names_it(api: Server, slug: str) -> None:
    lesson = LESSONS[slug]
    for index, question, figure in asked(lesson):
        if isinstance(question, NumberQuestion | Blanks):
            stage = seen(api, lesson, figure)
            for blank in blanks_of(question):
                answer = written(answer_of(blank, stage))
                assert answer in numbers_in(question.says), f"question {index} does not say {answer}"


@every_lesson
def test_each_answer_gets_a_feedback_of_its_own(api: Server, slug: str) -> None:
    lesson = LESSONS[slug]
    for index, question, figure in asked(lesson):
        if isinstance(question, Choice):
            said = [option.says for option in question.options]
        else:
            said = [question.says, question.wrong, *(slip.says for slip in question.slips)]
            if isinstance(question, NumberQuestion | Blanks):
                stage = seen(api, lesson, figure)
                for blank in blanks_of(question):
                    assert_told_apart(blank, answer_of(blank, stage), f"question {index}, {blank.name}")
                    own = [slip.says for slip in blank.slips]
                    assert not {question.says, question.wrong} & set(own)
        repeated = {each for each in said if said.count(each) > 1}
        assert not repeated or isinstance(question, Goal), f"question {index} says twice {repeated}"
        assert isinstance(question, Choice) or question.says != question.wrong


@every_lesson
def test_a_question_that_wants_a_number_has_hints_and_knows_a_slip(slug: str) -> None:
    for index, question, _ in asked(LESSONS[slug]):
        assert question.hints, f"question {index} has no hint"
        if isinstance(question, NumberQuestion):
            assert question.blank.slips, f"question {index} knows no slip"


def words_of(text: str) -> list[str]:
    """The words that are read; a formula counts as one, the cells of a table do not."""
    prose = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("|"))
    return re.findall(r"\S*\w\S*", FORMULA.sub("formula", prose))


def numbers_in(text: str) -> set[str]:
    """The numbers of a sentence; one that is subtracted counts as both."""
    found = set(re.findall(r"−?\d+(?:\.\d+)?(?:e−?\d+)?", text.replace("-", "−")))
    return found | {each.removeprefix("−") for each in found}


def blanks_of(question: NumberQuestion | Blanks) -> tuple[Blank, ...]:
    return (question.blank,) if isinstance(question, NumberQuestion) else question.blanks


def seen(api: Server, lesson: Lesson, figure: AnyFigure | None) -> NetworkStage | None:
    """The network that a question is about, None where it is about none."""
    return api.as_found(lesson.networks[figure.network]) if isinstance(figure, NetworkFigure) else None


def answer_of(blank: Blank, stage: NetworkStage | None) -> float:
    if blank.answer is not None:
        return blank.answer
    assert blank.number
    assert stage, f"{blank.name} is a number of a network"
    value = number(stage.trace, blank.number)
    assert value is not None
    return value


def assert_told_apart(blank: Blank, answer: float, where: str) -> None:
    """No answer is both right and a slip, or two slips at once."""
    slips = [slip.answer for slip in blank.slips if slip.answer is not None]
    for one, other in combinations([answer, *slips], 2):
        assert abs(one - other) > blank.within, f"{where}: {one} and {other} are one answer"


def assert_leads_somewhere(stage: NetworkStage, move: Move, where: str) -> None:
    beats = {
        "-".join(str(each[key]) for key in ("phase", "layer", "op") if each[key] is not None)
        for each in stage.trace["beats"]
    }
    assert move.beat is None or any(
        move.beat == beat or move.beat.startswith(f"{beat}-") for beat in beats
    ), f"{where}: no beat {move.beat}"
    assert move.select is None or is_there(stage, move.select), f"{where}: nothing called {move.select}"
    assert move.row is None or move.row < len(stage.trace["x"]), f"{where}: no row {move.row}"
    if move.view == "plane":
        assert stage.network["data"], f"{where}: a plane needs data"
        assert stage.network["network"]["inputs"] <= 2, f"{where}: a plane has two sides"


def is_there(stage: NetworkStage, target: str) -> bool:
    """Whether a network has a mark, or a group of them."""
    widths = [
        stage.network["network"]["inputs"],
        *(layer["units"] for layer in stage.network["network"]["layers"]),
    ]
    if target in ("loss", "x"):
        return True
    if group := re.fullmatch(r"[wbzh]:(\d+)", target):
        return 1 <= int(group[1]) < len(widths)
    if weight := re.fullmatch(r"w-(\d+)-(\d+)-(\d+)", target):
        layer, from_, unit = map(int, weight.groups())
        return 1 <= layer < len(widths) and from_ < widths[layer - 1] and unit < widths[layer]
    mark = re.fullmatch(r"([nb])-(\d+)-(\d+)", target)
    if not mark:
        return False
    layer, unit = int(mark[2]), int(mark[3])
    return (mark[1] == "n" or layer > 0) and layer < len(widths) and unit < widths[layer]


def targets_of(passage: Passage) -> Iterator[str]:
    for text in (passage.text, *(question.ask for question in passage.questions)):
        for targets in POINT.findall(text):
            yield from (target.strip() for target in targets.split(","))
