"""Escale: the assistant for people new to Québec who wonder whether to settle outside Greater Montréal."""
