"""Whether a text asks something: a question mark in more than two words, or the words that questions begin with in the three languages."""

from __future__ import annotations

import re

from bot.understanding.text import fold

FEWEST = 3
"""Words of a question: "Rimouski?" is an answer one isn't sure of."""
_BEGINS = re.compile(
    r"(?:et |and |y |pis |mais |but |pero )?(?:"
    r"c est (?:quoi|comment|combien|ou)|c (?:quoi|koi|ou)|est ce|qu est ce|comment|combien|pourquoi|ou est|y a t il|quel|quelle|quels|quelles|qui"
    r"|what|how|why|where|which|who|is (?:it|there|that)|are there|do (?:i|you|they|we)|does|can (?:i|you|we|they)"
    r"|que es|como|cual|cuales|cuanto|cuanta|cuantos|donde|por que|quien|hay|puedo|se puede"
    r")\b"
)


def is_a_question(text: str) -> bool:
    """Whether it asks something, as far as its mark and its first words tell."""
    folded = fold(text)
    if len(folded.split()) < FEWEST:
        return False
    return "?" in text or "¿" in text or bool(_BEGINS.match(folded))
