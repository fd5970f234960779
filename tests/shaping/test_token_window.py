"""Which tokens of a long sentence stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reaug.shaping.encode.token_window import Window, windows


@given(data=st.data(), length=st.integers(1, 60), room=st.integers(0, 70))
def test_windows_keep_both_mentions_and_fill_the_room(
    data: st.DataObject, length: int, room: int
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, length), min_size=4, max_size=4)))
    one, other = (cuts[0], cuts[1]), (cuts[2], cuts[3])
    chosen = windows(length, *data.draw(st.permutations([one, other])), room)
    need = sum(end - start for start, end in (one, other))
    if chosen is None:
        assert need > room
        return
    kept = [token for window in chosen for token in range(*window)]
    assert kept == sorted(set(kept))
    assert set(kept) <= set(range(length))
    assert set(kept) >= {*range(*one), *range(*other)}
    assert len(kept) == min(length, room)


def test_a_window_moves_only_where_it_must() -> None:
    assert windows(10, (1, 2), (3, 4), 10) == [Window(0, 10)]
    assert windows(50, (1, 2), (9, 10), 10) == [Window(0, 10)]
    assert windows(50, (20, 22), (28, 30), 20) == [Window(15, 35)]
    assert windows(50, (44, 46), (48, 50), 20) == [Window(30, 50)]
