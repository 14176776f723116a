"""Tests of the sandbox's servers, over real HTTP on loopback."""
