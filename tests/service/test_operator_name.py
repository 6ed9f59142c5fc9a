"""The name of whoever runs the service is the one people read in a consent."""

from __future__ import annotations

from pathlib import Path

from bot.house import open_house
from bot.settings import Settings


def test_the_consent_names_the_operator_of_the_settings(tmp_path: Path) -> None:
    house = open_house(Settings(data=tmp_path, operator="Accueil Boréal"))
    try:
        for number, text in enumerate(
            ("bonjour", "parler à une personne", "514 555-0199", "1", "J'ai des questions sur le logement", "non"),
            start=1,
        ):
            answer = house.take("rest", "someone", text, str(number))
    finally:
        house.close()
    consent = next(reply.text for reply in answer.replies if reply.key == "common.consent.to_operator")
    assert "Accueil Boréal" in consent
