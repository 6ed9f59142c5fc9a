"""A Bot API server of our own on the loopback: real HTTP and Telegram's limits, to test and to try the Telegram door."""
