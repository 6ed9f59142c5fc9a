"""A small sound script, with every word it needs, to be broken one way at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.advice.knowledge import Knowledge
from bot.checking.material import Material, Sources
from bot.checking.required_words import commands, needs
from bot.checking.translations import confirm
from bot.checking.wordbook import TRANSLATED, Wordbook, read_wordbook
from bot.conversation.script import Script
from bot.conversation.words import LANGUAGES, Words
from bot.loading.problems import Problem
from bot.loading.script import load_flows, load_vocabulary, load_words

ON = date(2026, 11, 20)

FLOWS = {
    "facts": """\
language:
  type: one
  values: [fr, en, es]
  purpose: service
  allows: []
project:
  type: many
  values: [job, training, undecided]
  exclusive: undecided
  purpose: eligibility
destination:
  type: place
  values: [undecided]
  purpose: eligibility
age_band:
  type: one
  values: [under_14, '35']
  opens: {under_14: child}
  bands: {under_14: [1, 13], '35': [35, 35]}
  purpose: eligibility
situation:
  type: one
  values: [permanent, outside]
  implies:
    outside: {status: not_in_canada}
  purpose: eligibility
status:
  type: one
  values: [citizen, not_in_canada]
  shown_when:
    citizen: {situation: [permanent, absent]}
  renamed_from: {canadian: citizen}
  purpose: eligibility
csq:
  type: yes_no
  applies_when: {status: [citizen]}
  given_by: [arrival_date]
  purpose: eligibility
arrival_date:
  type: date
  purpose: eligibility
recipient:
  type: one
  scope: run
  values_from: proposals
  purpose: handoff
  allows: []
keep_unread:
  type: yes_no
  purpose: learning
proposed_fact:
  type: words
  scope: run
  purpose: service
proposed_value:
  type: words
  scope: run
  purpose: service
""",
    "welcome": """\
flow: welcome
kind: flow
steps:
  - say: hello
  - say: what_we_do
  - offer: menu
    repeat: true
    ways:
      - {id: eligibility, opens: eligibility}
      - {id: espanol, sets: {language: es}, when: {not: {language: [es]}}}
""",
    "eligibility": """\
flow: eligibility
kind: flow
opens_on: [check_eligibility]
steps:
  - say: intro
  - ask: project
    why: true
  - ask: destination
    next:
      - {when: {destination: [undecided, unknown]}, go: after}
  - check: programmes
    ask_missing: true
  - offer: after
    when: {verdict.sae_r: [eligible, to_confirm, not_eligible, incomplete]}
    ways:
      - {id: handoff, opens: handoff}
      - {id: done}
  - say: bye
    when: {chosen.after: [done]}
  - end: close
""",
    "handoff": """\
flow: handoff
kind: flow
opens_on: [find_organization]
steps:
  - ask: recipient
  - id: consent
    hand_off: recipient
""",
    "child": "flow: child\nkind: repair\nsteps:\n  - call: erase_child\n",
    "back": "flow: back\nkind: repair\nopens_on: [go_back]\nsteps:\n  - call: undo\n",
    "why": "flow: why\nkind: repair\nopens_on: [why]\nsteps:\n  - call: show_why\n",
    "distress": "flow: distress\nkind: repair\nopens_on: [express_distress]\nsteps:\n  - say: danger\n",
    "not_understood": "flow: not_understood\nkind: repair\nsteps:\n  - say: sorry\n",
    "keep_unread": "flow: keep_unread\nkind: repair\nsteps:\n  - ask: keep_unread\n",
    "resume": "flow: resume\nkind: repair\nsteps:\n  - offer: choice\n    ways:\n      - {id: go_on}\n",
    "withdraw": "flow: withdraw\nkind: repair\nsteps:\n  - call: withdraw\n",
    "did_you_mean": """\
flow: did_you_mean
kind: repair
steps:
  - offer: confirm
    ways:
      - {id: take_it, sets: {'@proposed_fact': '@proposed_value'}}
      - {id: keep}
""",
    "joined": """\
flow: joined
kind: repair
steps:
  - say: done
""",
    "not_yet": """\
flow: not_yet
kind: repair
steps:
  - say: no_answer
""",
    "worry": """\
flow: worry
kind: answer
steps:
  - say: in_case
""",
    "which_one": """\
flow: which_one
kind: repair
steps:
  - say: likeliest
""",
    "confirm_change": """\
flow: confirm_change
kind: repair
steps:
  - offer: confirm
    ways:
      - {id: change_it, sets: {'@proposed_fact': '@proposed_value'}}
      - {id: keep}
""",
}


@dataclass(frozen=True, kw_only=True)
class Small:
    """The small script in a folder; its knowledge is the real one."""

    folder: Path
    knowledge: Knowledge

    @property
    def sources(self) -> Sources:
        """The folders, the knowledge's left as it is."""
        return Sources(flows=self.folder / "flows", content=self.folder / "content")

    def material(self) -> Material:
        """What is in the folders now."""
        return Material(
            sources=self.sources,
            script=self._script(load_words(self.sources.content)),
            knowledge=self.knowledge,
            words=read_wordbook(self.sources.content),
            on=ON,
        )

    def write(self) -> None:
        """Writes the sound script, its words, and their confirmation."""
        self.sources.flows.mkdir(parents=True)
        for name, text in FLOWS.items():
            (self.sources.flows / f"{name}.yml").write_text(text, encoding="utf-8")
        self._write_words()
        confirm(read_wordbook(self.sources.content), TRANSLATED)

    def _write_words(self) -> None:
        nothing: dict[str, dict[str, Any]] = {language: {} for language in LANGUAGES}
        bare = Material(
            sources=self.sources,
            script=self._script(Words(texts=nothing)),
            knowledge=self.knowledge,
            words=Wordbook(folder=self.sources.content, texts=nothing, typed=nothing),
            on=ON,
        )
        needed = {need.key: need.key.removesuffix(".label").rpartition(".")[2] for need in needs(bare)}
        typed = {key: [f"mot {key}"] for key in (*commands(bare), "common.typed.yes", "common.typed.no")}
        for language in LANGUAGES:
            for stem, tree in _trees({**needed, **typed}).items():
                path = self.sources.content / language / f"{stem}.yml"
                path.parent.mkdir(parents=True, exist_ok=True)
                text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=1000)
                path.write_text(text, encoding="utf-8")

    def _script(self, words: Words) -> Script:
        flows = load_flows(self.sources.flows)
        opened = {intent: flow.id for flow in flows.values() for intent in flow.opens_on}
        vocabulary = load_vocabulary(self.sources.facts)
        return Script(flows=flows, vocabulary=vocabulary, words=words, opened_by=opened)

    # --- breaking it --------------------------------------------------------------------------------------------------

    def change(self, file: str, old: str, new: str) -> None:
        """Replaces a text that the file holds once."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def line(self, file: str, text: str) -> int:
        """The line on which a text begins."""
        whole = (self.folder / file).read_text(encoding="utf-8")
        assert whole.count(text) == 1, f"{text!r} is {whole.count(text)} times in {file}"
        return whole[: whole.index(text)].count("\n") + 1

    def told(self, check: Callable[[Material], Iterator[Problem]]) -> list[str]:
        """What a check says, each path from the folder."""
        return sorted(str(problem).replace(f"{self.folder}/", "") for problem in check(self.material()))


def _trees(keys: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """File → nested keys; the words of facts stand in `common`."""
    trees: dict[str, dict[str, Any]] = {}
    for key, value in keys.items():
        stem, *parts = key.split(".")
        if stem == "facts":
            stem, parts = "common", ["facts", *parts]
        tree = trees.setdefault(stem, {})
        for part in parts[:-1]:
            tree = tree.setdefault(part, {})
        tree[parts[-1]] = value
    return trees
