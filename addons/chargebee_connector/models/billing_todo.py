from odoo import fields, models


class BillingTodo(models.Model):
    """A record that is to be planned (again) for a route.

    Written in the transaction that stores the record and deleted in the one that stores its
    plan, so that a change can't fall between two jobs.
    """

    _name = "billing.todo"
    _description = "To Be Planned"
    _log_access = False

    route_id = fields.Many2one("billing.route", required=True, ondelete="cascade")
    record_id = fields.Many2one("billing.record", required=True, ondelete="cascade")
    sequence = fields.Integer(
        required=True, default=0, help="Kinds that others refer to are planned first."
    )

    # In this order its index also finds a record's rows when the record is deleted.
    _record_route_uniq = models.Constraint(
        "UNIQUE(record_id, route_id)", "A record waits once per route."
    )
    _order_index = models.Index("(route_id, sequence, id)")
