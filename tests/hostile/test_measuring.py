"""What hostile requests are measured with tells what is too dear from what isn't."""

from tests.hostile.measuring import MOST, TIMES, YARDSTICK, cheapest, yardstick


def test_what_costs_more_than_it_may_is_found() -> None:
    asked: list[int] = []

    def dear(again: int) -> str:
        asked.append(again)
        for _ in range(3 * round(MOST / YARDSTICK)):
            yardstick()
        return "done"

    spent, answer = cheapest(dear)

    assert (spent > MOST, answer) == (True, "done")
    assert asked == [*range(TIMES)]


def test_what_costs_less_is_let_pass() -> None:
    spent, _ = cheapest(lambda _: yardstick())

    assert spent < MOST
