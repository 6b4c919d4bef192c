"""Rooms over HTTP, and their socket, which leads with the key and follows without it."""

import secrets

from fastapi import Response, WebSocket

from app import errors
from app.answer import answer
from app.api.common import App, Client, Parts
from app.api.route import api_router
from app.api.sockets import Partner, accept, talk
from app.client_key import client_of
from app.errors import Problem, problem_of
from app.room import Room
from app.schemas.rooms import OpenedRoom, RoomStatus
from app.seats import Following, Leading
from app.store.base import StoreError

router = api_router("/rooms", "rooms")


@router.post("", status_code=201, response_model=OpenedRoom)
async def open_room(app: App, client: Client) -> Response:
    """Opens a room in which a class follows one cursor; its socket is described in `x-rooms`. It is not
    kept: it ends when its leader says so, or after a time without a word."""
    id, key = await app.rooms.open(client)
    body = {"id": id, "key": key, "url": url_of(id)}
    return answer(body, 201, headers={"Location": f"/api/v1/rooms/{id}"})


@router.get("/{id}", response_model=RoomStatus)
async def read_room(app: App, id: str) -> Response:
    """Whether anyone leads, and how many follow."""
    room = await app.rooms.look(id)
    led = room.leader != ""
    return answer({"id": id, "url": url_of(id), "led": led, "followers": room.followers})


@router.websocket("/{id}")
async def attend(socket: WebSocket, id: str, key: str | None = None) -> None:
    """Leads a room, or follows in it; see the messages in OpenAPI's `x-rooms`."""
    app: Parts = socket.app.state.parts
    try:
        with app.sockets.one_more(client_of(socket)):
            async with app.rooms.visit(id) as room:
                seat = await seat_in(app, room, key)
                await accept(socket, seat)
                await talk(socket, seat, app.talks, app.pace)
    except (Problem, StoreError) as error:
        problem = problem_of(error)
        await socket.send_denial_response(errors.answer(problem.status_code, problem.detail))


async def seat_in(app: Parts, room: Room, key: str | None) -> Partner:
    """Raises Problem if the key is another, or the room is full or has ended; StoreError."""
    if key is None:
        return Following(room, await room.follow())
    if not secrets.compare_digest(key.encode(), (await app.rooms.key(room.id)).encode()):
        raise Problem(403, f"key must be the one that opened room {room.id}, got another.")
    return Leading(room, await room.lead())


def url_of(id: str) -> str:
    """Where a class follows."""
    return f"/follow/{id}"
