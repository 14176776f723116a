from odoo import fields


def pick(label, kind, help=None):
    """Return the field of a route's option that is one thing of its administration.

    `kind` is that of the reference data: `gl_account`, `journal`, `vat_code` and so on.
    """
    return fields.Many2one(
        "billing.reference",
        label,
        tracking=True,
        help=help,
        domain="[('backend_id', '=', target_id), ('scope', '=', exact_division),"
        f" ('kind', '=', '{kind}')]",
    )
