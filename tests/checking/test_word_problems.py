"""Words that are missing, too long, ambiguous, wrongly filled or out of date are told with their file, line and remedy."""

from __future__ import annotations

import re

import pytest

from bot.checking import buttons, completeness, translations, wording
from bot.checking.said import BY_THE_CONVERSATION, BY_THE_DOORS, BY_THE_POLICIES
from bot.checking.translations import LOCK, UnknownWordsError, confirm
from bot.checking.wordbook import TRANSLATED, read_wordbook
from bot.loading.script import CONTENT, load_words
from tests.checking.small import Small

PUT_TOGETHER = ("handoff.page", "export.text", "common.typed.yes")
"""Keys of replies put together from other words, and of what people type."""
FR, EN = "content/fr", "content/en"


def test_the_wordbook_reads_the_very_words_that_people_read(sound: Small) -> None:
    for folder in (sound.sources.content, CONTENT):
        words, book = load_words(folder), read_wordbook(folder)
        for language, texts in words.texts.items():
            read = {key: entry.forms.get("", entry.forms) for key, entry in book.texts[language].items()}
            assert read == texts
            assert {key: entry.forms for key, entry in book.typed[language].items()} == words.typed[language]


# --- what is there ----------------------------------------------------------------------------------------------------


def test_words_missing_in_french_are_told_where_they_are_needed(small: Small) -> None:
    small.change(f"{FR}/eligibility.yml", "  intro: intro\n", "")
    small.change(f"{EN}/eligibility.yml", "  intro: intro\n", "")
    small.change("content/es/eligibility.yml", "  intro: intro\n", "")
    line = small.line("flows/eligibility.yml", "- say: intro")
    assert small.told(completeness.problems) == [
        (
            f"flows/eligibility.yml:{line}: the step 'intro' of 'eligibility' has no French words → "
            "write 'says.intro' in content/fr/eligibility.yml"
        )
    ]


def test_an_option_without_a_label_is_told(small: Small) -> None:
    for language in ("fr", "en", "es"):
        small.change(f"content/{language}/common.yml", "      training:\n        label: training\n", "")
    line = small.line("flows/facts.yml", "project:\n")
    assert small.told(completeness.problems) == [
        (
            f"flows/facts.yml:{line}: the option 'training' of 'project' has no label → "
            "write 'facts.project.options.training.label' in content/fr/common.yml"
        )
    ]


def test_a_way_without_a_label_is_told(small: Small) -> None:
    for language in ("fr", "en", "es"):
        small.change(f"content/{language}/eligibility.yml", "      done:\n        label: done\n", "")
    line = small.line("flows/eligibility.yml", "{id: done}")
    assert small.told(completeness.problems) == [
        (
            f"flows/eligibility.yml:{line}: the way 'done' of 'eligibility.after' has no label → "
            "write 'offers.after.ways.done.label' in content/fr/eligibility.yml"
        )
    ]


def test_words_missing_in_another_language_are_told_where_they_belong(small: Small) -> None:
    small.change(f"{EN}/eligibility.yml", "  intro: intro\n", "")
    french = small.line(f"{FR}/eligibility.yml", "  intro: intro")
    assert small.told(completeness.problems) == [
        (
            f"{EN}/eligibility.yml:1: the English words 'says.intro' are missing → "
            f"write them from content/fr/eligibility.yml, line {french}"
        )
    ]


def test_words_of_a_programme_are_needed(small: Small) -> None:
    small.change(f"{FR}/programmes.yml", "francisation:\n  name: name\n  what: what\n", "")
    told = small.told(completeness.problems)
    assert any("the programme 'francisation' has no French words" in one and "programmes.yml:" in one for one in told)


def test_words_that_nothing_says_are_told(small: Small) -> None:
    small.change(f"{FR}/eligibility.yml", "says:\n", "says:\n  outro: Au revoir\n")
    line = small.line(f"{FR}/eligibility.yml", "  outro")
    assert small.told(completeness.problems) == [
        f"{FR}/eligibility.yml:{line}: nothing says 'eligibility.says.outro' → check the spelling, or remove it"
    ]


def test_words_written_in_two_files_are_told(small: Small) -> None:
    with (small.folder / f"{FR}/eligibility.yml").open("a", encoding="utf-8") as file:
        file.write("facts:\n  project:\n    ask: Quel est votre projet ?\n")
    line, first = small.line(f"{FR}/eligibility.yml", "    ask: Quel"), _ask_of_project(small)
    assert small.told(completeness.problems) == [
        f"{FR}/eligibility.yml:{line}: 'facts.project.ask' is also in common.yml, line {first} → keep one of the two"
    ]


def _ask_of_project(small: Small) -> int:
    return small.line(f"{FR}/common.yml", "  project:\n") + 1


def test_empty_words_are_told(small: Small) -> None:
    small.change(f"{EN}/eligibility.yml", "intro: intro", "intro: ''")
    line = small.line(f"{EN}/eligibility.yml", "intro: ''")
    assert small.told(completeness.problems) == [
        f"{EN}/eligibility.yml:{line}: 'eligibility.says.intro' is empty → write the words"
    ]


def test_a_command_that_cannot_be_typed_is_told(small: Small) -> None:
    small.change(f"{EN}/commands.yml", "go_back:\n- mot commands.go_back\n", "")
    assert small.told(completeness.problems) == [
        f"{EN}/commands.yml:1: nothing can be typed in English for 'go_back' → write 'go_back: […]'"
    ]


def test_something_typed_for_nothing_is_told(small: Small) -> None:
    small.change(f"{EN}/commands.yml", "go_back:\n", "go_forward:\n- onward\ngo_back:\n")
    line = small.line(f"{EN}/commands.yml", "go_forward")
    assert small.told(completeness.problems) == [
        f"{EN}/commands.yml:{line}: nothing is typed for 'commands.go_forward' → check the spelling, or remove it"
    ]


# --- what fills them --------------------------------------------------------------------------------------------------

WORDING = {
    "a placeholder that nothing fills": (
        f"{FR}/programmes.yml",
        ("because: because", "because: '{reason}'"),
        "because:",
        "nothing fills '{reason}' in 'programmes.because' → use {reasons}",
    ),
    "a placeholder in words that nothing fills": (
        f"{FR}/themes.yml",
        ("guide: guide", "guide: '{date}'"),
        "guide:",
        "nothing fills '{date}' in 'themes.guide' → nothing fills these words: remove it",
    ),
    "a fact that doesn't exist": (
        f"{FR}/eligibility.yml",
        ("intro: intro", "intro: '{projet}'"),
        "intro:",
        "nothing fills '{projet}' in 'eligibility.says.intro' → use any fact",
    ),
    "a brace too many": (
        f"{EN}/eligibility.yml",
        ("intro: intro", "intro: 'a } b'"),
        "intro:",
        (
            "'eligibility.says.intro' has a brace too many or too few (Single '}' encountered in format string) → "
            "write {name}, or {{ and }} for braces to read"
        ),
    ),
    "a placeholder that the French doesn't have": (
        f"{EN}/eligibility.yml",
        ("intro: intro", "intro: 'Your plan: {project}'"),
        "intro:",
        "'eligibility.says.intro' adds {project} to the French → remove it, or add it to the French",
    ),
    "words too long for a message": (
        f"{EN}/eligibility.yml",
        ("intro: intro", f"intro: {'a' * 4097}"),
        "intro:",
        "'eligibility.says.intro' has 4097 characters, 4096 at most in one message → shorten it, or say it in two steps",
    ),
    "an ordinary space before a French question mark": (
        f"{FR}/eligibility.yml",
        ("intro: intro", "intro: Prêt ? Oui"),
        "intro:",
        "warning: 'eligibility.says.intro' has an ordinary space beside : ; ? ! « »: …Prêt ? Oui… → use a no-break space",
    ),
    "no space before a French exclamation mark": (
        f"{FR}/eligibility.yml",
        ("intro: intro", "intro: Bonjour! Oui"),
        "intro:",
        "warning: 'eligibility.says.intro' has no space beside : ; ? ! « »: …Bonjour! Oui… → add a no-break space",
    ),
    "a straight apostrophe in French": (
        f"{FR}/eligibility.yml",
        ("intro: intro", "intro: l'aide"),
        "intro:",
        "warning: 'eligibility.says.intro' has a straight apostrophe: …l'aide… → write ’",
    ),
}


@pytest.mark.parametrize("situation", WORDING)
def test_wrong_words_are_told(small: Small, situation: str) -> None:
    file, (old, new), where, message = WORDING[situation]
    small.change(file, old, new)
    assert small.told(wording.problems) == [f"{file}:{small.line(file, where)}: {message}"]


def test_a_translation_that_lost_what_fills_it_is_told(small: Small) -> None:
    for language in ("fr", "es"):
        small.change(f"content/{language}/eligibility.yml", "intro: intro", "intro: '{project}'")
    line = small.line(f"{EN}/eligibility.yml", "intro:")
    assert small.told(wording.problems) == [
        f"{EN}/eligibility.yml:{line}: 'eligibility.says.intro' lost {{project}} of the French → put it back"
    ]


def test_french_typography_with_no_break_spaces_is_right(small: Small) -> None:
    sound = "«~Prêt~?~»~: oui, à 18:30, sur https://exemple.ca/?a=1~; l’aide vient~!".replace("~", "\u00a0")
    small.change(f"{FR}/eligibility.yml", "intro: intro", f'intro: "{sound}"')
    assert small.told(wording.problems) == []


# --- buttons ----------------------------------------------------------------------------------------------------------


def test_a_label_too_long_for_a_button_is_told(small: Small) -> None:
    file = f"{EN}/eligibility.yml"
    small.change(file, "label: done", f"label: {'a' * 65}")
    small.change(file, "label: handoff", f"label: {'b' * 41}")
    key, line = "eligibility.offers.after.ways", small.line(file, "label: b")
    cut = f"warning: the label '{key}.handoff.label' has 41 characters: it may be cut on a phone → aim for 40"
    assert small.told(buttons.problems) == [
        f"{file}:{small.line(file, 'label: a')}: the label '{key}.done.label' has 65 characters, 64 at most → shorten it",
        f"{file}:{line}: {cut}",
    ]


def test_a_button_that_carries_too_much_is_told(small: Small) -> None:
    long = "a_very_long_name_for_one_of_the_programmes_that_there_are"
    small.change("flows/facts.yml", "[job, training, undecided]", f"[job, {long}, undecided]")
    line = small.line("flows/eligibility.yml", "- ask: project")
    carried = f"eligibility:project:{long}:zzzz"
    assert (
        f"flows/eligibility.yml:{line}: the button '{carried}' carries {len(carried)} bytes, 64 at most → "
        "shorten the name of the flow, the fact or the option"
    ) in small.told(buttons.problems)


def test_a_button_that_cannot_be_read_back_is_told(small: Small) -> None:
    small.change("flows/facts.yml", "[job, training, undecided]", "[job, 'study/work', undecided]")
    line = small.line("flows/eligibility.yml", "- ask: project")
    assert (
        f"flows/eligibility.yml:{line}: the button 'eligibility:project:study/work:zzzz' can't be read back → "
        "use letters, digits, '_', '-' and '.' in names"
    ) in small.told(buttons.problems)


def test_two_options_typed_alike_are_told(small: Small) -> None:
    file = f"{EN}/common.yml"
    small.change(file, "        label: training\n", "        label: training\n        typed: [Jób, school]\n")
    line = small.line(file, "typed: [J")
    assert small.told(buttons.problems) == [
        f"{file}:{line}: in 'project', English 'Jób' is typed for 'training' and for 'job' → keep it for one of the two"
    ]


def test_two_options_that_read_the_same_are_told(small: Small) -> None:
    file = f"{EN}/common.yml"
    small.change(file, "        label: training\n", "        label: Job!\n")
    line = small.line(file, "label: Job!")
    assert small.told(buttons.problems) == [
        f"{file}:{line}: in 'project', two answers read the same: 'Job!' → tell them apart"
    ]


def test_two_commands_typed_alike_are_told(small: Small) -> None:
    file = f"{EN}/commands.yml"
    small.change(file, "- mot commands.why\n", "- mot commands.why\n- Mot commands go back\n")
    line = small.line(file, "why:")
    assert small.told(buttons.problems) == [
        (
            f"{file}:{line}: in the commands, English 'Mot commands go back' is typed for 'why' and for 'go_back' → "
            "keep it for one of the two"
        )
    ]


# --- translations -----------------------------------------------------------------------------------------------------


def test_a_french_sentence_that_changed_names_the_translations_to_reread(small: Small) -> None:
    file = f"{FR}/eligibility.yml"
    small.change(file, "intro: intro", "intro: Bonjour")
    line, there = small.line(file, "intro:"), small.line(f"{EN}/eligibility.yml", "intro:")
    key = "eligibility.says.intro"
    assert small.told(translations.problems) == [
        (
            f"{file}:{line}: warning: the French words '{key}' changed since they were translated → reread the "
            f"English (en/eligibility.yml, line {there}) and Spanish (es/eligibility.yml, line {there}), then: bot words lock {key}"
        )
    ]
    assert confirm(read_wordbook(small.sources.content), TRANSLATED, [key]) > 0
    assert small.told(translations.problems) == []


def test_a_translation_never_confirmed_is_told(small: Small) -> None:
    (small.sources.content / LOCK).write_text("en: {}\nes: {}\n", encoding="utf-8")
    confirm(read_wordbook(small.sources.content), ["es"])
    line, key = small.line(f"{EN}/eligibility.yml", "intro:"), "eligibility.says.intro"
    told = small.told(translations.problems)
    assert (
        f"{EN}/eligibility.yml:{line}: the English words '{key}' were never confirmed against the French → "
        f"reread them, then: bot words lock --language en {key}"
    ) in told
    assert not any("Spanish" in one for one in told)


def test_confirming_forgets_words_that_are_gone(small: Small) -> None:
    words = read_wordbook(small.sources.content)
    assert confirm(words, TRANSLATED) == 0
    small.change(f"{EN}/eligibility.yml", "  intro: intro\n", "")
    assert confirm(read_wordbook(small.sources.content), TRANSLATED) == 1
    assert "eligibility.says.intro" not in (small.sources.content / LOCK).read_text("utf-8").partition("es:")[0]


def test_words_that_do_not_exist_cannot_be_confirmed(small: Small) -> None:
    with pytest.raises(UnknownWordsError, match=r"no French words under 'welcome\.says\.helo'"):
        confirm(read_wordbook(small.sources.content), TRANSLATED, ["welcome.says.helo"])


# --- the code ---------------------------------------------------------------------------------------------------------


def test_every_key_that_the_code_names_is_checked() -> None:
    known = {*BY_THE_CONVERSATION, *BY_THE_POLICIES, *BY_THE_DOORS, *PUT_TOGETHER}
    assert _named_in_the_code() - known == set()


def _named_in_the_code() -> set[str]:
    """Every literal that looks like a key of words, in the rooms that say something."""
    stems = "|".join(sorted({key.split(".")[0] for key in BY_THE_CONVERSATION | BY_THE_POLICIES | BY_THE_DOORS}))
    literal = re.compile(rf'"((?:{stems})\.[a-z_]+(?:\.[a-z_]+)*)"')
    home = CONTENT.parent
    files = [path for room in ("conversation", "service", "channels") for path in (home / room).rglob("*.py")]
    return {key for path in files for key in literal.findall(path.read_text("utf-8"))}
