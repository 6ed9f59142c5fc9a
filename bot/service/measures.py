"""What is measured of the turns, for Prometheus: how many, how they went, how long they took. Nothing personal."""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Measures:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._turns = Counter(
            "escale_turns", "Turns, by channel and outcome", ("channel", "outcome"), registry=self._registry
        )
        self._seconds = Histogram(
            "escale_turn_seconds",
            "From a message to its replies",
            ("channel",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._sent = Counter(
            "escale_sent", "Messages sent by channels that push", ("channel",), registry=self._registry
        )
        self._sent_again = Counter(
            "escale_sent_again", "Of these, those that may have gone twice", ("channel",), registry=self._registry
        )
        self._counted = cache(self._turns.labels)
        self._timed = cache(self._seconds.labels)
        self._under_way = Gauge("escale_turns_under_way", "Turns begun and not yet answered", registry=self._registry)

    def begun(self) -> None:
        """A message came."""
        self._under_way.inc()

    def ended(self, channel: str, outcome: str, seconds: float) -> None:
        """It was answered, or not: `answered` `repeated` `trouble` `unavailable`."""
        self._under_way.dec()
        self._counted(channel, outcome).inc()
        self._timed(channel).observe(seconds)

    def sent(self, channel: str) -> None:
        """A message was sent by a channel that pushes."""
        self._sent.labels(channel).inc()

    def sent_again(self, channel: str) -> None:
        """One is sent that may have been sent before."""
        self._sent_again.labels(channel).inc()

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)
