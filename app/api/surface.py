"""A network's outputs over the plane."""

from fastapi import Response

from app import limits
from app.answer import answer, json_bytes
from app.api.common import App, Current, Plane
from app.api.route import api_router
from app.errors import within
from app.schemas.answers import Surface
from app.surface import check_plane, surface, unit_of

router = api_router("/networks/{id}", "passes")


@router.get("/surface", response_model=Surface)
async def read_surface(app: App, session: Current, plane: Plane) -> Response:
    """What a network of two inputs answers over the plane of its data, rows by y. Changes nothing."""
    state, data, points = session.state, session.data, plane.resolution**2
    with within("query"):
        check_plane(state, data)
        limits.check_points(state.network, points, app.settings)
        unit = unit_of(plane.unit, state)
    work = points * (state.network.parameter_count + 1)
    args = (state, data, plane.resolution, unit)
    version = session.kept.version
    content = await app.compute.run(work, lambda: json_bytes(surface(*args)))
    return answer(content, version=version)
