"""Exact Online: its REST API, its OAuth, and the requests that book a document there."""
