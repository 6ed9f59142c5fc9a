"""The console: the pages where counsellors and the operator read what was handed over, and act on it."""
