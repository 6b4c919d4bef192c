"""The rows that a network learns from, as they were, as it sees them, and what it makes of each."""

from fastapi import Response

from app.answer import answer
from app.api.common import App, Current, Judging, Limit
from app.api.route import api_router
from app.errors import NotFound, within
from app.judged import Order, check_order
from app.rows import rows
from app.schemas.data import DataRows, JudgedRows
from engine.errors import RuleError

router = api_router("/networks/{id}", "data")


@router.get("/rows", response_model=DataRows)
async def read_rows(app: App, session: Current, limit: Limit) -> Response:
    """Training and validation rows: raw columns, what the network is fed, and its targets."""
    data = session.data
    if data is None:
        raise NotFound(f"Network {session.id} has no data.")
    version, size = (
        session.kept.version,
        min(limit.limit, len(data.raw)) * (data.raw.shape[1] + data.x.shape[1]),
    )
    document = await app.compute.run(size, rows, data, limit.limit)
    return answer(document, version=version)


@router.get("/rows/judged", response_model=JudgedRows)
async def judge_rows(app: App, session: Current, judging: Judging) -> Response:
    """What the network answers to each row and how far off that is, sorted: `sort=loss&descending=true` has
    the worst first. Its answers are those outside of training, now or after a past `step`.
    """
    data, version = session.data, session.kept.version
    if data is None:
        raise NotFound(f"Network {session.id} has no data.")
    order = Order(judging.sort, judging.descending, judging.part, judging.offset, judging.limit)
    with within("query"):
        check_order(data, order)
        if judging.part == "validation" and not data.rows_validation:
            raise RuleError("part: no rows are kept aside", ("part",))
    return answer(await app.runs.judge(session, judging.step, order), version=version)
