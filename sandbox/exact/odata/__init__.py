"""OData v2 as far as Exact Online speaks it: query options, filters, answers in JSON and Atom."""
