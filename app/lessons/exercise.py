"""A teacher's own exercise: a lesson of one passage, made in the browser and carried whole by a link."""

import hashlib
from typing import Annotated

from annotated_types import Len
from markupsafe import Markup
from pydantic import model_validator

from app.lessons.glossary import Glossary
from app.lessons.model import Lesson, Passage
from app.lessons.page import LessonPage, data_of, definitions, script_data, told_passages

MOST_QUESTIONS = 12


class Exercise(Lesson):
    """Nothing of it is kept on the server: the page sends it to have its words set."""

    summary: Annotated[str, Len(max_length=200)] = ""
    section: Annotated[str, Len(max_length=200)] = ""
    passages: Annotated[tuple[Passage, ...], Len(min_length=1, max_length=1)]

    @model_validator(mode="after")
    def asks_so_many(self) -> "Exercise":
        asked = len(self.passages[0].questions)
        if asked > MOST_QUESTIONS:
            raise ValueError(f"an exercise asks at most {MOST_QUESTIONS} questions, got {asked}")
        return self


def exercise_page(exercise: Exercise, glossary: Glossary) -> LessonPage:
    """As the page of a lesson that stands in no row. What is answered is kept by what the exercise holds."""
    told, used = told_passages(exercise, glossary)
    of = hashlib.sha256(exercise.model_dump_json().encode()).hexdigest()[:12]
    terms = tuple(each for each in definitions(glossary) if each.key in used)
    data: Markup = script_data({"slug": f"exercise-{of}", **data_of(exercise)})
    return LessonPage("exercise", 0, exercise, told, terms, data, None, None)
