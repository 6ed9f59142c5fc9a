"""References that people say aloud and type back."""

from __future__ import annotations

from bot.referrals.reference import ALPHABET, new_reference, read_reference


def test_a_reference_typed_carelessly_is_read() -> None:
    assert read_reference(" esc 7kq2 9mxd") == "ESC-7KQ2-9MXD"
    assert read_reference("esc-7kq29mxd") == "ESC-7KQ2-9MXD"


def test_what_is_not_a_reference_is_not_read() -> None:
    for text in ("", "ESC-7KQ2", "ESC-7KQO-9MXD", "ABC-7KQ2-9MXD", "ESC-7KQ2-9MXD-2"):
        assert read_reference(text) is None


def test_no_two_references_are_alike_and_no_two_characters_look_alike() -> None:
    drawn = {new_reference() for _ in range(2000)}
    assert len(drawn) == 2000
    assert all(read_reference(reference) == reference for reference in drawn)
    assert not set("01OILUVSBZ8") & set(ALPHABET) - {"V", "8"}
