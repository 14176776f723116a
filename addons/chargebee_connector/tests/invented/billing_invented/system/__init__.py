"""The invented system, as far as it needs no Odoo."""
