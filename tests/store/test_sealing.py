"""Sealing: a text comes back, only with its key and in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealing import Sealer, SealingError, keyed_hash, new_key, read_keys

OLD, NEW = read_keys(f"{new_key()}, {new_key()}")


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    sealer = Sealer([NEW])
    sealed = sealer.seal(text, "journal.body")
    assert sealer.unseal(sealed, "journal.body") == text
    assert len(text) < 4 or text.encode() not in sealed


def test_a_new_key_seals_and_the_former_one_still_opens() -> None:
    sealed = Sealer([OLD]).seal("Rimouski", "journal.body")
    both = Sealer([NEW, OLD])
    assert both.unseal(sealed, "journal.body") == "Rimouski"
    assert not both.current(sealed)
    assert both.current(both.seal("Rimouski", "journal.body"))


def test_without_its_key_a_value_is_refused_and_the_remedy_named() -> None:
    with pytest.raises(SealingError, match="ESCALE_KEYS"):
        Sealer([NEW]).unseal(Sealer([OLD]).seal("Rimouski", "journal.body"), "journal.body")


@pytest.mark.parametrize("change", [lambda s: s[:-1] + bytes([s[-1] ^ 1]), lambda s: s[:20]])
def test_an_altered_value_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    sealer = Sealer([NEW])
    with pytest.raises(SealingError, match="altered or damaged"):
        sealer.unseal(change(sealer.seal("Rimouski", "journal.body")), "journal.body")


def test_a_value_moved_to_another_column_is_refused() -> None:
    sealer = Sealer([NEW])
    with pytest.raises(SealingError, match="altered or damaged"):
        sealer.unseal(sealer.seal("Rimouski", "journal.body"), "outgoing.body")


def test_hashes_tell_the_parts_apart() -> None:
    assert keyed_hash(OLD, "ab", "c") != keyed_hash(OLD, "a", "bc")
    assert keyed_hash(OLD, "a") != keyed_hash(NEW, "a")


@pytest.mark.parametrize("written", ["short", "é", "AAAA", "A" * 43 + "=,nope"])
def test_a_key_that_cannot_be_read_is_told_with_its_number(written: str) -> None:
    with pytest.raises(SealingError, match=r"key number [12]"):
        read_keys(written)


def test_no_key_at_all_is_told() -> None:
    with pytest.raises(SealingError, match="ESCALE_KEYS"):
        Sealer(read_keys(" , "))
