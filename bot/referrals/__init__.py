"""The life of a handoff: states and moves, clocks, drafts and consents, references."""
