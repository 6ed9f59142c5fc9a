"""A flow with a mistake is told with its file, its line and what to do."""

from __future__ import annotations

import pytest

from bot.advice.criteria import Verdict
from bot.checking import flows, vocabulary
from bot.checking.everything import CHECKS
from bot.checking.freshness import problems as fresh
from bot.conversation.operations import OPERATIONS
from tests.checking.small import Small


def test_a_sound_script_has_no_problem(sound: Small) -> None:
    for check in CHECKS:
        if check is not fresh:
            assert sound.told(check) == []


BROKEN = {
    "a step asks a fact that doesn't exist": (
        "eligibility",
        ("ask: project", "ask: projet"),
        "ask: projet",
        "'projet' is no fact → name a fact of facts.yml",
    ),
    "a check doesn't exist": (
        "eligibility",
        ("check: programmes", "check: programs"),
        "check: programs",
        "there is no check 'programs' → use one of: programmes, partner_programmes, theme, readiness, routing, sources, checked",
    ),
    "a call names nothing": (
        "back",
        ("call: undo", "call: undoo"),
        "call: undoo",
        f"'undoo' is no flow nor operation → name a flow, or one of: {', '.join(OPERATIONS)}",
    ),
    "a summary is handed to nobody": (
        "handoff",
        ("hand_off: recipient", "hand_off: ministry"),
        "hand_off: ministry",
        "a summary can't be handed to 'ministry' → use one of: recipient, operator",
    ),
    "an offer offers nothing": (
        "resume",
        ("    ways:\n      - {id: go_on}\n", ""),
        "- offer: choice",
        "'choice' offers nothing → list its 'ways'",
    ),
    "a way opens a flow that doesn't exist": (
        "eligibility",
        ("opens: handoff", "opens: hand"),
        "{id: handoff",
        "'handoff' opens the flow 'hand', which doesn't exist → name a flow",
    ),
    "a way sets a fact that doesn't exist": (
        "welcome",
        ("sets: {language: es}", "sets: {tongue: es}"),
        "{id: espanol",
        "'espanol' sets 'tongue', which is no fact → name a fact of facts.yml",
    ),
    "a way sets a value that the fact doesn't accept": (
        "welcome",
        ("sets: {language: es}", "sets: {language: de}"),
        "{id: espanol",
        "'espanol' gives 'language' the value 'de' → use a value it accepts",
    ),
    "a way takes the value of a fact that doesn't exist": (
        "did_you_mean",
        ("'@proposed_value'", "'@proposal'"),
        "{id: take_it",
        "'take_it' takes the value of 'proposal', which is no fact → name a fact, or a finding",
    ),
    "two ways bear the same name": (
        "did_you_mean",
        ("{id: keep}", "{id: take_it}"),
        "{id: take_it}",
        "the way 'take_it' is offered twice → give it another id",
    ),
    "two steps bear the same name": (
        "eligibility",
        ("say: bye", "id: intro\n    say: bye"),
        "id: intro\n    say: bye",
        "the step 'intro' is there twice (first on line 5) → give one of them an 'id' of its own",
    ),
    "a step that nothing leads to": (
        "handoff",
        ("    hand_off: recipient\n", "    hand_off: recipient\n  - end: close\n  - end: late\n"),
        "- end: late",
        "nothing leads to the step 'late' → remove it, or lead to it",
    ),
    "a condition names a fact that doesn't exist": (
        "eligibility",
        ("when: {destination: [undecided, unknown]}", "when: {place: [undecided]}"),
        "when: {place",
        "'place' is no fact nor finding → name a fact of facts.yml",
    ),
    "a condition waits for a value that never is": (
        "eligibility",
        ("{destination: [undecided, unknown]}", "{project: [jobs]}"),
        "when: {project",
        "'project' never is 'jobs' → use one of: job, training, undecided, unknown, declined, absent, said",
    ),
    "a condition waits for an answer that can't be declined": (
        "welcome",
        ("{language: [es]}", "{language: [declined]}"),
        "{id: espanol",
        "'language' never is 'declined' → use one of: fr, en, es, absent, said",
    ),
    "a condition names a way that wasn't offered": (
        "eligibility",
        ("chosen.after: [done]", "chosen.after: [finished]"),
        "when: {chosen.after",
        "'chosen.after' never is 'finished' → use one of: handoff, done, left, absent, said",
    ),
    "a condition names a verdict that never is": (
        "eligibility",
        ("[eligible, to_confirm, not_eligible, incomplete]", "[maybe]"),
        "when: {verdict",
        f"'verdict.sae_r' never is 'maybe' → use one of: {', '.join(Verdict)}, absent, said",
    ),
    "a jump leads nowhere": (
        "eligibility",
        ("go: after}", "go: later}"),
        "{when: {destination",
        "'later' is no step of 'eligibility' → use one of: intro, project, destination, programmes, after, bye, close",
    ),
    "a jump goes round for ever": (
        "eligibility",
        ("go: after}", "go: project}"),
        "{when: {destination",
        "'project' comes before: this would go round for ever → go to a later step; an offer can 'repeat'",
    ),
    "a jump after one that always holds": (
        "eligibility",
        ("      - {when: {destination", "      - {go: programmes}\n      - {when: {destination"),
        "{when: {destination",
        "'after' is never gone to → put what always holds last",
    ),
    "a key that means nothing for its step": (
        "eligibility",
        ("say: bye", "say: bye\n    why: true"),
        "why: true\n    when",
        "'why' means nothing for a step that does 'say' → only for 'ask': remove it",
    ),
    "an intent that opens two flows": (
        "handoff",
        ("[find_organization]", "[find_organization, check_eligibility]"),
        "opens_on",
        "'check_eligibility' already opens 'eligibility' → let one flow open on it",
    ),
    "an intent that doesn't exist": (
        "handoff",
        ("[find_organization]", "[find_somebody]"),
        "opens_on",
        "'find_somebody' is no intent nor command → an intent, or one of: change, elsewhere, stop, why, withdraw",
    ),
    "who speaks is not said": (
        "welcome",
        ("  - say: what_we_do\n", ""),
        "steps:",
        "who speaks is said by the step 'what_we_do', which is not there → write '- say: what_we_do'",
    ),
}


@pytest.mark.parametrize("situation", BROKEN)
def test_a_mistake_in_a_flow_is_told(small: Small, situation: str) -> None:
    flow, (old, new), where, message = BROKEN[situation]
    file = f"flows/{flow}.yml"
    small.change(file, old, new)
    assert small.told(flows.problems) == [f"{file}:{small.line(file, where)}: {message}"]


def test_steps_after_an_offer_that_stays_need_a_way_that_leaves(small: Small) -> None:
    file = "flows/welcome.yml"
    small.change(file, "      - {id: espanol", "      - {id: done}\n      - {id: espanol")
    with (small.folder / file).open("a", encoding="utf-8") as flow:
        flow.write("  - say: hello\n    id: again\n")
    remedy = "nothing leads to the step 'again' → remove it, or lead to it"
    line = small.line(file, "- say: hello\n    id")
    assert small.told(flows.problems) == [f"{file}:{line}: {remedy}"]
    small.change(file, "{id: done}", "{id: done, leaves: true}")
    assert small.told(flows.problems) == []


def test_a_flow_that_the_conversation_needs_is_missed(small: Small) -> None:
    (small.folder / "flows/resume.yml").unlink()
    assert small.told(flows.problems) == ["flows: the conversation needs the flow 'resume' → write resume.yml"]


def test_a_flow_that_nothing_opens_is_told(small: Small) -> None:
    small.change("flows/facts.yml", "  opens: {under_14: child}\n", "")
    expected = "flows/child.yml:1: nothing opens the flow 'child' → open it somewhere, or remove it"
    assert small.told(flows.problems) == [expected]


def test_a_fact_of_the_person_is_not_set_for_a_flow_alone(small: Small) -> None:
    file = "flows/welcome.yml"
    small.change(
        file, "{id: eligibility, opens: eligibility}", "{id: eligibility, opens: eligibility, sets: {language: fr}}"
    )
    message = "'language' is the person's and would live only as long as 'eligibility' → set it in that flow, or don't open one"
    assert small.told(flows.problems) == [f"{file}:{small.line(file, '{id: eligibility')}: {message}"]


VOCABULARY = {
    "an implied fact doesn't exist": (
        ("outside: {status: not_in_canada}", "outside: {statut: not_in_canada}"),
        "outside: {statut",
        "'situation' settles 'statut', which is no fact → name a fact of this file",
    ),
    "an implied value isn't accepted": (
        ("outside: {status: not_in_canada}", "outside: {status: away}"),
        "outside: {status",
        "'situation' gives 'status' the value 'away', which it doesn't accept → use a value it accepts",
    ),
    "a value that implies doesn't exist": (
        ("outside: {status: not_in_canada}", "away: {status: not_in_canada}"),
        "away: {status",
        "'away' is not a value of 'situation' → name one of its values",
    ),
    "an option shown doesn't exist": (
        ("citizen: {situation: [permanent, absent]}", "canadian: {situation: [permanent, absent]}"),
        "canadian: {situation",
        "'canadian' is not a value of 'status' → name one of its values",
    ),
    "an option is shown on a value that never is": (
        ("[permanent, absent]", "[settled]"),
        "citizen: {situation",
        "'status': 'situation' never is 'settled' → use one of: permanent, outside, unknown, declined, absent, said",
    ),
    "a fact applies on a fact that doesn't exist": (
        ("applies_when: {status: [citizen]}", "applies_when: {statut: [citizen]}"),
        "applies_when",
        "'csq': 'statut' is no fact nor finding → name a fact of facts.yml",
    ),
    "a fact is given by one that doesn't exist": (
        ("given_by: [arrival_date]", "given_by: [arrival]"),
        "given_by",
        "'csq' is given by 'arrival', which is no fact → name a fact of this file",
    ),
    "a value opens a flow that doesn't exist": (
        ("opens: {under_14: child}", "opens: {under_14: minor}"),
        "opens:",
        "'age_band' opens the flow 'minor', which doesn't exist → name a flow",
    ),
    "an exclusive value doesn't exist": (
        ("exclusive: undecided", "exclusive: none"),
        "exclusive:",
        "'none' is exclusive and not a value of 'project' → name one of its values",
    ),
    "values come from nowhere": (
        ("values_from: proposals", "values_from: directory"),
        "values_from",
        "'recipient' takes its values from 'directory', which doesn't exist → use one of: known_facts, proposals, heard_intents",
    ),
    "a fact has no values": (
        ("  values: [permanent, outside]\n  implies:\n    outside: {status: not_in_canada}\n", "  values: []\n"),
        "situation:\n",
        "'situation' has no values → list its values",
    ),
    "a value was renamed to nothing": (
        ("{canadian: citizen}", "{canadian: citoyen}"),
        "renamed_from",
        "'canadian' was renamed to 'citoyen', which is not a value of 'status' → name one of its values",
    ),
    "an answer that isn't one is allowed": (
        ("  purpose: service\n  allows: []\nproject", "  purpose: service\n  allows: [maybe]\nproject"),
        "allows: [maybe]",
        "'language' allows 'maybe' → use unknown or declined, or []",
    ),
    "numbers of a value that doesn't exist": (
        ("{under_14: [1, 13],", "{under_15: [1, 13],"),
        "bands:",
        "'under_15' has numbers and is not a value of 'age_band' → name one of its values",
    ),
    "a value is listed twice": (
        ("[job, training, undecided]", "[job, training, job, undecided]"),
        "values: [job",
        "'project' lists 'job' twice → keep one",
    ),
}


@pytest.mark.parametrize("situation", VOCABULARY)
def test_a_mistake_in_the_vocabulary_is_told(small: Small, situation: str) -> None:
    (old, new), where, message = VOCABULARY[situation]
    file = "flows/facts.yml"
    small.change(file, old, new)
    assert f"{file}:{small.line(file, where)}: {message}" in small.told(vocabulary.problems)


def test_an_answer_may_open_on_a_command_named_like_it(small: Small) -> None:
    path = small.folder / "flows" / "pets.yml"
    path.write_text("flow: pets\nkind: answer\nopens_on: [pets]\nsteps:\n  - say: answer\n", encoding="utf-8")
    assert not [line for line in small.told(flows.problems) if "is no intent nor command" in line]
    path.write_text(path.read_text(encoding="utf-8").replace("kind: answer", "kind: flow"), encoding="utf-8")
    assert [line for line in small.told(flows.problems) if "'pets' is no intent nor command" in line]
