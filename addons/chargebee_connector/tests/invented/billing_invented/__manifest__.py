{
    "name": "Chargebee Connector: an Invented System",
    "summary": "Proves that a system comes as an addon of its own; only tests install it",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Chargebee Connector contributors",
    "depends": ["chargebee_connector"],
    "data": ["views/billing_backend_views.xml"],
}
