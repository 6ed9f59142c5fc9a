"""How a message is folded for the model: the same for whoever types it with or without accents, places and numbers masked."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from bot.loading.examples import NLU


def component(name: str) -> ModuleType:
    """A module of the components that needs nothing of Rasa's."""
    path: Path = NLU / "components" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"nlu_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FOLDING = component("folding")
PLACES = FOLDING.place_pattern(["Rimouski", "Val-d’Or", "Trois-Rivières", "Or"])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Où trouver un LOGEMENT ?", "ou trouver un logement ?"),
        ("ouiiiiii svp!!!!", "ouii svp!!"),
        ("à trois rivieres ou à VAL D'OR", "a placename ou a placename"),
        ("Rimouski, 3 1/2 à 850$", "placename , num num a num $"),
        ("le lundi 14h30", "le lundi num"),
        ("encore", "encore"),
        ("", ""),
        ("🙂", "🙂"),
    ],
)
def test_a_message_is_folded(text: str, folded: str) -> None:
    assert FOLDING.masked(text, PLACES) == folded


def test_without_places_nothing_is_masked() -> None:
    assert FOLDING.masked("à Rimouski", FOLDING.place_pattern([])) == "a rimouski"
