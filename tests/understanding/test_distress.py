"""What the distress lexicon hears, on phrases written natively in three languages and by situation.

Recall on danger and violence when each group was first tried, before any correction (French, English, Spanish):
`written_after` .62 .56 .56, oblique on purpose; `written_last`, `many` .56 .44 .44, the same; `plainly` .60 .85 .75;
`in_few_words` .96 .96 .88, the lexicon by then as it is now. They were then corrected for, so what this file asserts
protects against losing ground and says nothing of what nobody has written yet: a person who hints may not be heard.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.loading.problems import ProblemsError
from bot.loading.strict_yaml import Written, read
from bot.understanding.distress import Lexicon

LANGUAGES = ("fr", "en", "es")
CONTENT = Path(__file__).parents[2] / "bot" / "content"
PHRASES = Path(__file__).parent / "distress"
URGENT = {"danger", "violence"}

Situations = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Kinds(Written):
    """Phrases by kind and by situation."""

    danger: Situations
    violence: Situations
    isolation: Situations
    none: Situations


@dataclass(frozen=True, kw_only=True)
class Sample(Written):
    """The phrases of one language, by when they were written."""

    written_first: Kinds
    written_after: Kinds
    written_last: Kinds

    def of(self, *kinds: str) -> Iterator[str]:
        """Every phrase of these kinds."""
        for half in (self.written_first, self.written_after, self.written_last):
            for kind in kinds:
                for phrases in getattr(half, kind).values():
                    yield from phrases


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load(CONTENT)


def heard(text: str, lexicon: Lexicon) -> str:
    found = lexicon.hear(text)
    return found.kind if found else "none"


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_and_violence_are_heard(language: str, lexicon: Lexicon) -> None:
    phrases = list(read(PHRASES / f"{language}.yml", Sample).of("danger", "violence"))
    missed = [phrase for phrase in phrases if heard(phrase, lexicon) not in URGENT]
    assert len(phrases) >= 60
    assert len(missed) <= 0.02 * len(phrases), "\n".join(missed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_talk_raises_no_alarm(language: str, lexicon: Lexicon) -> None:
    phrases = list(read(PHRASES / f"{language}.yml", Sample).of("none"))
    alarms = [phrase for phrase in phrases if heard(phrase, lexicon) != "none"]
    assert len(phrases) >= 80
    assert len(alarms) <= 0.03 * len(phrases), "\n".join(alarms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_loneliness_is_heard_and_is_not_danger(language: str, lexicon: Lexicon) -> None:
    phrases = list(read(PHRASES / f"{language}.yml", Sample).of("isolation"))
    kinds = {phrase: heard(phrase, lexicon) for phrase in phrases}
    assert len(phrases) >= 20
    assert sum(kind == "isolation" for kind in kinds.values()) >= 0.9 * len(phrases), kinds
    assert sum(kind in URGENT for kind in kinds.values()) <= 0.05 * len(phrases), kinds


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("sorry my english, je veux mourir", "fr"),
        ("bonjour, i want to die", "en"),
        ("hola sorry, my husband beats me", "en"),
        ("JE VEUX MOURRRIR!!!", "fr"),
        ("quiero moriiiir", "es"),
        ("sorry, my husban beats me", "en"),
    ],
)
def test_distress_is_heard_in_any_language_and_spelling(text: str, language: str, lexicon: Lexicon) -> None:
    found = lexicon.hear(text)
    assert found is not None
    assert found.kind in URGENT
    assert found.language == language


def test_a_threat_to_kill_is_violence_and_not_a_wish_to_die(lexicon: Lexicon) -> None:
    assert heard("mon conjoint menace de me tuer", lexicon) == "violence"
    assert heard("me amenaza con matarme si lo dejo", lexicon) == "violence"
    assert heard("je vais me tuer", lexicon) == "danger"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("im caregiver closed permit my boss keep my passport and i cannot leave the house", "violence"),
        ("i have no food for my kids tonight", "danger"),
        ("ça sert plus a rien de continuer", "danger"),
        ("il faut que je parte cette nuit avec les enfants sans qu'il sache", "violence"),
        ("should i keep my passport with me", "none"),
        ("je veux partir ce soir avec mes enfants voir la neige", "none"),
    ],
)
def test_distress_said_sideways_is_heard_without_a_model(text: str, kind: str, lexicon: Lexicon) -> None:
    assert heard(text, lexicon) == kind


def test_an_idiom_does_not_hide_what_follows(lexicon: Lexicon) -> None:
    assert heard("je meurs de faim et je veux mourir", lexicon) == "danger"
    assert heard("my rent is killing me. my husband beats me", lexicon) == "violence"
    assert heard("me muero de frío y ya no quiero vivir", lexicon) == "danger"


def test_the_words_heard_are_named(lexicon: Lexicon) -> None:
    found = lexicon.hear("Bonjour, mon mari me frappe souvent")
    assert found is not None
    assert found.matched == "mari me frappe"


@pytest.mark.parametrize("text", ["", " ", "?!", "\n\n", "😀", "مرحبا", "a" * 5000])
def test_empty_or_strange_messages_are_not_distress(text: str, lexicon: Lexicon) -> None:
    assert lexicon.hear(text) is None


@pytest.mark.parametrize(
    "word", ["je veux pas ", "he ", "mon mari ", "a", "peur il maison ", "je cherche un logement "]
)
def test_a_very_long_message_stays_fast(word: str, lexicon: Lexicon) -> None:
    text = (word * 10_000)[:10_000]
    began = time.process_time()
    lexicon.hear(text)
    assert time.process_time() - began < 0.1


def test_a_phrase_that_cannot_be_read_names_its_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "fr" / "lexicon" / "distress.yml"
    path.parent.mkdir(parents=True)
    path.write_text("danger:\n  - veux mourir\n  - ( veux mourir\nviolence: []\nisolation: []\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        Lexicon.load(tmp_path)
    assert [problem.line for problem in caught.value.problems] == [3]


def test_a_spelling_that_means_two_things_is_refused(tmp_path: Path) -> None:
    for language, meant in (("fr", "pas"), ("es", "para")):
        path = tmp_path / language / "lexicon" / "distress.yml"
        path.parent.mkdir(parents=True)
        path.write_text(
            f"spelling: {{pa: {meant}}}\ndanger: [peligro]\nviolence: []\nisolation: []\n", encoding="utf-8"
        )
    with pytest.raises(ProblemsError, match="another language"):
        Lexicon.load(tmp_path)
