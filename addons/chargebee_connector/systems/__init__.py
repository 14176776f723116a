"""The other side of every wire: one package per system, and the HTTP they share.

A system imports the ledger's words and `http`, never another system and never Odoo.
"""
