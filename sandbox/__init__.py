"""Servers on loopback that behave as strictly as the real systems, for the demo and the tests."""
