"""The rate limit in one process: what fits, what is told, and what callers can't do to it."""

from dataclasses import dataclass

import pytest

from server.limits.rate_counts import WINDOW, OwnCounts
from server.limits.rate_limits import READING_COST, UNLIMITED, RateLimiter, Verdict

pytestmark = pytest.mark.anyio
LIMIT = 10_000
NEVER = 0


@dataclass(slots=True)
class Clock:
    """Seconds; it begins where a window does."""

    now: float = 1_000 * WINDOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> RateLimiter:
    return RateLimiter(LIMIT, own=OwnCounts(clock=clock), clock=clock)


def told(verdict: Verdict) -> tuple[bool, int, int, int]:
    return verdict.allowed, verdict.remaining, verdict.reset, verdict.retry_after


async def test_what_fits_is_taken_off(limiter: RateLimiter) -> None:
    assert told(await limiter.take("a", 4_000)) == (True, 6_000, 120, 0)
    assert told(await limiter.take("a", 6_000)) == (True, 0, 120, 0)
    assert told(await limiter.take("b", 1)) == (True, 9_999, 120, 0)


async def test_what_is_refused_takes_nothing(limiter: RateLimiter) -> None:
    await limiter.take("a", 9_000)

    refused = await limiter.take("a", 2_000)

    assert told(refused) == (False, 1_000, 120, 67)
    assert str(refused.refusal(2_000)) == (
        "The request costs 2,000, and 1,000 are left of the 10,000 that a caller can use in a "
        "minute: try again in 67 s."
    )
    assert told(await limiter.take("a", 1_000)) == (True, 0, 120, 0)


async def test_what_costs_more_than_the_limit_never_fits(limiter: RateLimiter) -> None:
    refused = await limiter.take("a", LIMIT + 1)

    assert told(refused) == (False, LIMIT, 0, NEVER)
    assert str(refused.refusal(LIMIT + 1)) == (
        "The request costs 10,001, which is more than the 10,000 that a caller can use in a "
        "minute: ask for less at once."
    )
    assert set(refused.headers) == {b"ratelimit-limit", b"ratelimit-remaining", b"ratelimit-reset"}


@pytest.mark.parametrize("cost", [0, -1_000_000])
async def test_nothing_is_free(limiter: RateLimiter, cost: int) -> None:
    assert told(await limiter.take("a", cost)) == (True, LIMIT - 1, 120, 0)


async def test_it_comes_back_bit_by_bit(limiter: RateLimiter, clock: Clock) -> None:
    await limiter.take("a", LIMIT)

    async def remaining(after: float) -> int:
        clock.now = 1_000 * WINDOW + after
        return (await limiter.take("a", LIMIT + 1)).remaining

    assert [await remaining(after) for after in (30, 60, 90, 120)] == [0, 0, 5_000, LIMIT]


@pytest.mark.parametrize("used", [[(0, 7_000)], [(10, 9_999)], [(0, 6_000), (65, 3_000)]])
@pytest.mark.parametrize("cost", [1, 500, 5_000, 10_000])
async def test_it_fits_when_it_was_said_to_and_not_before(
    limiter: RateLimiter, clock: Clock, used: list[tuple[int, int]], cost: int
) -> None:
    for after, amount in used:
        clock.now = 1_000 * WINDOW + after
        assert (await limiter.take("a", amount)).allowed
    clock.now += 0.25
    left = (await limiter.take("a", LIMIT + 1)).remaining
    assert (await limiter.take("a", left)).allowed
    refused = await limiter.take("a", cost)
    assert not refused.allowed

    clock.now += refused.retry_after - 1
    early = await limiter.take("a", cost) if refused.retry_after > 1 else refused
    clock.now += 1

    assert not early.allowed
    assert (await limiter.take("a", cost)).allowed


async def test_no_minute_has_more_than_the_limit(limiter: RateLimiter, clock: Clock) -> None:
    taken: list[tuple[float, int]] = []
    for step in range(3_000):
        clock.now = 1_000 * WINDOW + step / 10
        if (await limiter.take("a", 97)).allowed:
            taken.append((clock.now, 97))

    def within_a_minute_of(begin: float) -> int:
        return sum(cost for at, cost in taken if begin <= at < begin + WINDOW)

    # What was used before counts as if it had been used evenly, so a little more can go through.
    assert max(within_a_minute_of(at) for at, _ in taken) <= LIMIT * 1.35
    assert sum(cost for _, cost in taken) <= LIMIT * 6


async def test_who_has_nothing_left_is_refused_before_he_is_read(
    limiter: RateLimiter, clock: Clock
) -> None:
    await limiter.take("a", LIMIT - 50)
    assert limiter.spent("a") is None
    assert (await limiter.take("a", 20)).allowed

    refused = await limiter.take("a", READING_COST)

    assert not refused.allowed
    held = limiter.spent("a")
    assert held
    assert told(held) == (False, 0, 61, 61)
    assert limiter.spent("b") is None
    clock.now += 60
    assert limiter.spent("a")
    clock.now += 1
    assert limiter.spent("a") is None
    assert (await limiter.take("a", READING_COST)).allowed


async def test_headers_say_it(limiter: RateLimiter) -> None:
    allowed = await limiter.take("a", 9_990)
    refused = await limiter.take("a", 20)

    said = {b"ratelimit-limit": b"10000", b"ratelimit-remaining": b"10", b"ratelimit-reset": b"120"}
    assert allowed.headers == said
    assert refused.headers == {**said, b"retry-after": b"61"}
    refusal = refused.refusal(20)
    assert (refusal.status, refusal.code, refusal.headers) == (429, "RATE_LIMITED", refused.headers)
    assert refusal.everywhere


async def test_off_is_no_limit() -> None:
    limiter = RateLimiter(0)

    verdicts = [await limiter.take("a", 10**12) for _ in range(3)]

    assert verdicts == [UNLIMITED] * 3
    assert UNLIMITED.allowed
    assert UNLIMITED.headers == {}
    assert limiter.spent("a") is None


async def test_a_million_callers_take_bounded_memory(clock: Clock) -> None:
    callers = 1_000
    counts = OwnCounts(callers, clock)

    for window in range(3):
        clock.now = (1_000 + window) * WINDOW
        for number in range(400_000):
            fits, _ = counts.take(f"{number}", LIMIT, 1)
            assert fits

        assert len(counts) <= 2 * callers


async def test_a_caller_who_stays_isnt_forgotten_for_a_few_others(clock: Clock) -> None:
    counts = OwnCounts(1_000, clock)
    counts.take("a", LIMIT, LIMIT)

    for number in range(999):
        counts.take(f"{number}", LIMIT, 1)

    assert counts.take("a", LIMIT, 1)[0] is False


async def test_a_clock_that_is_set_back_harms_nobody(clock: Clock) -> None:
    counts = OwnCounts(clock=clock)
    counts.take("a", LIMIT, LIMIT)

    clock.now -= 10 * WINDOW

    assert counts.take("a", LIMIT, 1)[0] is True
