"""Words that tell a name from another word, in the three languages; folded."""

from __future__ import annotations


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


NOT_A_NAME = _set(
    "de del un una el la los las muy yo nuevo nueva residente refugiado refugiada solicitante estudiante trabajador",
    "trabajadora ciudadano ciudadana inmigrante madre padre mujer hombre soltero soltera casado casada mayor menor",
    "enfermero enfermera ingeniero ingeniera medico medica profesor profesora cocinero cocinera persona turista alguien",
)
"""What `soy` says besides a name."""

ENDS_A_NAME = _set(
    "et and y e mais but pero je j i yo tu vous you usted from de du des in a en au aux dans pour for para qui who que",
    "sur le la les un une avec on the my con sobre pas about with at to of is was has have est can",
)
"""What comes after a name that was presented."""

ORDINARY = _set(
    "i im ive ill id ok monday tuesday wednesday thursday friday saturday sunday january february march july",
    "september october november december english french spanish canadian canada quebec quebecois quebecoise",
    "francais francaise anglais anglaise espagnol internet escale cv csq caq ramq saaq nas sin nam clsc ircc mifi",
    "pstq peq lmia eimt hlm dec aec dep cegep cnesst",
)
"""What takes a capital in mid-sentence and names nobody; April, June and August are also names."""

GREETINGS = _set(
    "bonjour bonsoir salut allo merci svp hello hi hey thanks thank please hola gracias buenos buenas dias tardes oui",
    "non yes no si",
)
"""What opens a sentence before a name, or stands alone after one, and names nobody."""

DIGITS = _set(
    "zero zéro oh un une deux trois quatre cinq six sept huit neuf one two three four five seven eight nine",
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
)
"""Digits written out, as they are typed: four in a row make a number."""

PARTICLES = _set("de la los las del di da van von ben bin")
"""What stands between the parts of a name."""
