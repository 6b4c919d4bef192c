"""Both registers keep the same promises: one who leads, so many who follow, and a number that only rises."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from app.register.base import MOST_LENT, Full, Register, Standing, fresh
from app.register.memory import MemoryRegister
from app.register.redis import RedisRegister

Test = Callable[[Register, str], Coroutine[Any, Any, None]]
Use = Callable[..., None]
SEAT, STAYS = 0.75, 30.0


@pytest.fixture(params=["memory", "redis"])
def use(request: pytest.FixtureRequest) -> Use:
    """Runs a test on a fresh register with one room in it."""

    def run(test: Test, seat: float = 60, stays: float = STAYS) -> None:
        async def go() -> None:
            if request.param == "memory":
                register: Register = MemoryRegister(seat, stays)
            else:
                url = request.getfixturevalue("redis_url")
                register = RedisRegister(url, seat, stays, secrets.token_hex(8))
            id = fresh()
            try:
                await register.open(id, "key")
                await test(register, id)
            finally:
                await register.close()

        asyncio.run(go())

    return run


def there(standing: Standing | None) -> Standing:
    assert standing is not None
    return standing


async def gone(register: Register, id: str) -> bool:
    standing = await register.read(id)
    return standing is None or standing.ended != ""


def test_a_new_room_is_empty_and_has_its_key(use: Use) -> None:
    async def test(register: Register, id: str) -> None:
        standing = there(await register.read(id))
        assert (standing.leader, standing.followers, standing.shown, standing.ended) == ("", 0, "", "")
        assert STAYS - 5 < standing.left <= STAYS
        assert await register.key(id) == "key"
        assert await register.key("other") is None
        for nothing in (
            register.read("other"),
            register.lead("other", "a"),
            register.follow("other", "a", 9),
            register.leave("other", ["a"]),
            register.renew("other", "a", ["b"], 0),
            register.show("other", "a", "{}"),
            register.end("other", "a"),
            register.lend("other", "network"),
        ):
            assert await nothing is None

    use(test)


def test_the_number_rises_with_each_change_and_with_nothing_else(use: Use) -> None:
    async def test(register: Register, id: str) -> None:
        changes: list[Callable[[], Coroutine[Any, Any, Standing | None]]] = [
            lambda: register.lead(id, "a"),
            lambda: register.show(id, "a", '{"url":"/lessons/é"}'),
            lambda: register.follow(id, "b", 9),
            lambda: register.leave(id, ["b"]),
            lambda: register.leave(id, ["a"]),
        ]
        for change in changes:
            before = there(await register.read(id))
            after = there(await change())
            assert after.number > before.number
            await register.renew(id, "", [], 0)
            await register.leave(id, ["nobody"])
            assert there(await register.read(id)).number == after.number
        read = there(await register.read(id))
        assert (read.shown, read.leader, read.followers) == ('{"url":"/lessons/é"}', "", 0)

    use(test)


def test_the_number_goes_on_after_what_anyone_has_seen(use: Use) -> None:
    """So what is shown next is new to all, though the latest changes were lost with a power cut."""

    async def test(register: Register, id: str) -> None:
        await register.lead(id, "a")
        assert there(await register.renew(id, "a", [], 50)).number == 51
        assert there(await register.renew(id, "a", [], 50)).number == 51
        assert there(await register.show(id, "a", "1")).number == 52

    use(test)


def test_who_leads_last_leads(use: Use) -> None:
    async def test(register: Register, id: str) -> None:
        await register.lead(id, "a")
        shown = there(await register.show(id, "a", "1"))
        assert (shown.leader, shown.shown, shown.shown_at) == ("a", "1", shown.number)
        assert there(await register.lead(id, "b")).leader == "b"
        refused = there(await register.show(id, "a", "2"))
        assert (refused.leader, refused.shown, refused.shown_at) == ("b", "1", shown.number)
        assert there(await register.renew(id, "a", [], 0)).leader == "b"
        assert there(await register.leave(id, ["a"])).leader == "b"
        assert there(await register.end(id, "a")).ended == ""
        assert there(await register.end(id, "b")).ended == "stopped"
        assert await gone(register, id)

    use(test)


def test_followers_have_so_many_seats(use: Use) -> None:
    async def test(register: Register, id: str) -> None:
        for count, seat in enumerate("abc", 1):
            assert there(await register.follow(id, seat, 3)).followers == count
        assert there(await register.follow(id, "a", 3)).followers == 3
        with pytest.raises(Full):
            await register.follow(id, "d", 3)
        assert there(await register.leave(id, ["b"])).followers == 2
        assert there(await register.follow(id, "d", 3)).followers == 3

    use(test)


def test_many_at_once_get_no_more_seats_than_there_are(use: Use) -> None:
    async def test(register: Register, id: str) -> None:
        asked = (register.follow(id, str(number), 7) for number in range(30))
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(answer, Full) for answer in answers) == 23
        assert there(await register.read(id)).followers == 7

    use(test)


def test_a_seat_of_which_nothing_is_heard_becomes_free(use: Use) -> None:
    async def test(register: Register, id: str) -> None:
        await register.lead(id, "a")
        for seat in ("b", "c"):
            await register.follow(id, seat, 2)
        before = there(await register.read(id))
        for _ in range(5):
            await asyncio.sleep(SEAT / 3)
            assert there(await register.renew(id, "a", ["b"], 0)).leader == "a"
        after = there(await register.read(id))
        assert (after.leader, after.followers) == ("a", 1)
        assert after.number > before.number
        assert there(await register.follow(id, "d", 2)).followers == 2
        await asyncio.sleep(SEAT * 1.2)
        last = there(await register.read(id))
        assert (last.leader, last.followers) == ("", 0)
        assert last.number > after.number

    use(test, seat=SEAT)


def test_seats_that_were_lost_are_taken_again_unless_another_leads(use: Use) -> None:
    """A server that stood still shows again what is shown: its followers were told that nobody leads."""

    async def test(register: Register, id: str) -> None:
        await register.lead(id, "a")
        shown = there(await register.show(id, "a", "1"))
        await register.follow(id, "b", 9)
        await asyncio.sleep(SEAT * 1.2)
        assert there(await register.read(id)).leader == ""
        again = there(await register.renew(id, "a", ["b"], 0))
        assert (again.leader, again.followers, again.shown) == ("a", 1, "1")
        assert again.shown_at > shown.shown_at
        await asyncio.sleep(SEAT * 1.2)
        assert there(await register.show(id, "a", "2")).leader == "a"
        await asyncio.sleep(SEAT * 1.2)
        await register.lead(id, "c")
        assert there(await register.renew(id, "a", ["b"], 0)).leader == "c"
        assert there(await register.show(id, "a", "3")).shown == "2"

    use(test, seat=SEAT)


def test_a_room_in_which_nothing_is_shown_ends(use: Use) -> None:
    async def test(register: Register, id: str) -> None:
        await register.lead(id, "a")
        name = await register.lend(id, "network")
        assert name is not None
        for number in range(5):
            await asyncio.sleep(SEAT / 2)
            await register.show(id, "a", str(number))
        assert there(await register.renew(id, "a", ["b"], 0)).leader == "a"
        await asyncio.sleep(SEAT * 1.2)
        assert await register.read(id) is None
        assert await register.lent(name) is None
        assert await register.show(id, "a", "late") is None

    use(test, stays=SEAT)


def test_the_latest_networks_are_lent_under_names_that_stay(use: Use) -> None:
    async def test(register: Register, id: str) -> None:
        names = [await register.lend(id, f"network-{number}") for number in range(MOST_LENT)]
        assert len(set(names)) == MOST_LENT
        assert await register.lend(id, "network-0") == names[0]
        await register.lend(id, "one more")
        known = [await register.lent(name or "") for name in names]
        assert known == ["network-0", None, *(f"network-{number}" for number in range(2, MOST_LENT))]
        assert await register.lend(id, "network-1") not in names
        for other in ("", "network-0", id, fresh() + fresh(), id + fresh()):
            assert await register.lent(other) is None
        await register.end(id, "")
        assert await register.lent(names[0] or "") is None

    use(test)


def test_a_standing_is_read_as_it_was_said() -> None:
    standing = Standing(7, "a", 2, '{"place":"é\\n"}', 5, "", 1.5)
    assert Standing.unpacked(standing.packed()) == standing
