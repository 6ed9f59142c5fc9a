"""Measurements of the product, each beside what it is compared with."""
