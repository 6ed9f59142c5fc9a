"""The web door: the conversation over HTTP for the widget, the widget itself, and pages that need no JavaScript."""
