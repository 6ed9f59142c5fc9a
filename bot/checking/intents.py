"""The intents that understanding may name, and the heart's own commands: all that a flow may open on."""

from __future__ import annotations

INTENTS = frozenset(
    [
        "greet",
        "goodbye",
        "thank",
        "affirm",
        "deny",
        "help",
        "restart",
        "go_back",
        "skip_question",
        "change_language",
        "talk_to_counsellor",
        "ask_privacy",
        "delete_my_data",
        "export_my_data",
        "check_eligibility",
        "ask_reimbursement",
        "ask_exploratory_stay",
        "ask_region_info",
        "compare_regions",
        "recommend_region",
        "check_readiness",
        "urgent_departure",
        "find_organization",
        "find_mentor",
        "ask_housing",
        "ask_driving",
        "ask_childcare_school",
        "ask_health",
        "ask_work",
        "ask_spouse",
        "ask_credentials",
        "ask_french_courses",
        "ask_training",
        "ask_business",
        "ask_social_life",
        "ask_first_steps",
        "report_discrimination",
        "express_distress",
        "ask_immigration_procedure",
        "out_of_scope",
    ]
)
OWN_COMMANDS = frozenset(("why", "change", "stop", "withdraw", "elsewhere"))
"""Commands that are not intents: they are typed as such, or are buttons."""
