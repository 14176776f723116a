"""Makes and runs the environment of the project: Odoo, PostgreSQL, Python, demo and tests.

Standard library only, because it runs before anything is installed.
"""
