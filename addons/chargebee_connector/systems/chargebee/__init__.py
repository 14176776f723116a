"""Chargebee Billing, API v2 with Product Catalog 2.0: read over HTTP, told in the ledger's words.

Nothing in here imports Odoo or another system.
"""
