from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    billing_runner = fields.Selection(
        [("queue", "Job queue"), ("cron", "Scheduled action")],
        "Connector Work Is Done By",
        config_parameter="chargebee_connector.runner",
        default="queue",
        help="The job queue needs its runner on the server. Without one, the scheduled action "
        "does the same work in turns.",
    )

    def action_open_connections(self):
        """Open the list of connections."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "chargebee_connector.billing_backend_action"
        )
