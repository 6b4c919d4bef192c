"""Exercises that teachers make: checked, and set as a page shows them."""

from fastapi import Response

from app.answer import answer
from app.api.common import App
from app.api.route import api_router
from app.lessons.book import FOLDER, glossary
from app.lessons.exercise import Exercise, exercise_page
from app.schemas.answers import SetExercise
from app.templating import templates

router = api_router("/exercises", "exercises")


@router.post("", response_model=SetExercise)
async def set_exercise(app: App, body: Exercise) -> Response:
    """Checks an exercise, a lesson of one passage, and answers it as HTML. Nothing of it is kept."""
    page = exercise_page(body, glossary(app.settings.lessons_dir or FOLDER))
    html = templates().env.get_template("lesson-body.html").render(page=page, count=0)
    return answer({"html": html})
