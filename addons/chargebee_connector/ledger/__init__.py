"""The words every system and every model speaks, and the rules that need no database.

Nothing in here imports Odoo, a system or a model: it is read first and depends on nothing.
"""
