from odoo import models


class BillingRun(models.Model):
    """Who started a run sees it go on: its open form reloads after every step."""

    _inherit = "billing.run"

    def _job_step(self):
        result = super()._job_step()
        self.sudo().user_id._bus_send("billing.run", {"id": self.id})
        return result
