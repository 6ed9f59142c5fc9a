"""The picture of a flow shows its steps, its jumps and what it opens, in Mermaid's own syntax."""

from __future__ import annotations

import re

import pytest

from bot.checking.graph import graph
from bot.loading.script import load_script
from tests.checking.small import Small

_LABEL = r'"(?:[\w @.,:=()\-+…|]|#\d+;)*"'
_NODE = re.compile(
    rf"s_\w+(?:\[/{_LABEL}/\]|\[{_LABEL}\]|\{{\{{{_LABEL}\}}\}}|\[\[{_LABEL}\]\]|\{{{_LABEL}\}}|\[\\{_LABEL}\\\]|\(\[{_LABEL}\]\)|>{_LABEL}\])"
)
_OTHER = re.compile(
    rf"flowchart TD|direction TB|end|subgraph f_\w+\[{_LABEL}\]|over_\w+\(\({_LABEL}\)\)|f_\w+\[\[{_LABEL}\]\]"
)
_ARROW = re.compile(rf"[sf]_\w+ (?:-->|-\.->)(?:\|{_LABEL}\|)? (?:s|f|over)_\w+")


def test_a_flow_shows_its_steps_jumps_and_openings(sound: Small) -> None:
    drawn = graph(sound.material().script, "eligibility").splitlines()
    assert '    s_eligibility__project[/"ask project"/]' in drawn
    assert '    s_eligibility__destination -->|"destination: undecided, unknown"| s_eligibility__after' in drawn
    assert '    s_eligibility__after -->|"chosen.after: done"| s_eligibility__bye' in drawn
    assert '  f_handoff[["handoff"]]' in drawn
    assert '  s_eligibility__after -.->|"handoff"| f_handoff' in drawn


def test_a_label_cannot_break_the_picture(small: Small) -> None:
    small.change(
        "flows/eligibility.yml", "{destination: [undecided, unknown]}", "{destination: ['a \"b\" [c] #d; }end{']}"
    )
    drawn = graph(small.material().script, "eligibility")
    assert '|"destination: a #34;b#34; #91;c#93; #35;d#59; #125;end#123;"|' in drawn


def test_every_line_of_the_real_flows_is_mermaid() -> None:
    for line in graph(load_script()).splitlines():
        assert any(shape.fullmatch(line.strip()) for shape in (_NODE, _OTHER, _ARROW)), line


def test_a_flow_that_does_not_exist_is_refused(sound: Small) -> None:
    with pytest.raises(KeyError):
        graph(sound.material().script, "nowhere")
