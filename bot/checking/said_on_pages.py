"""What the web door's pages say: each key with what fills it."""

from __future__ import annotations

from collections.abc import Mapping

Keys = Mapping[str, tuple[str, ...]]
"""Each key with its own placeholders."""

_PLAIN: Mapping[str, str] = {
    "": """
    skip languages to_home to_chat to_embed
    """,
    "demo.": """
    title heading lead begin hint what programmes_title programmes readiness_title readiness help_title help how
    how_words how_back how_person privacy privacy_sealed privacy_consent privacy_erase who who_text organization
    organization_text
    """,
    "embed.": """
    title lead access access_note paste paste_text wordpress wordpress_block wordpress_code options option effect
    language inline target name colour open csp csp_text link link_text
    """,
    "chat.": """
    title intro cookie begin log you escale input send choices chosen refresh menu person restart erase erase_ask
    erase_yes ended again again_text refused refused_text resume
    """,
}
BY_THE_PAGES: Keys = {
    **{f"pages.{page}{name}": () for page, names in _PLAIN.items() for name in names.split()},
    "pages.footer": ("operator",),
    "pages.embed.access_text": ("operator",),
    "pages.chat.progress": ("number", "total"),
}
