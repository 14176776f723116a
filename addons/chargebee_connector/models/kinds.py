"""Kinds that a system adds to the selections of links, records and reference data."""


def forgotten(kinds):
    """Return the `ondelete` of added kinds, [(kind, label)]: their rows go with the system."""
    return {kind: lambda some: some._forget() for kind, _label in kinds}
