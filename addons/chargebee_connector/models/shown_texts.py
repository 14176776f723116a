"""Requests, answers and payloads as people read them: on lines of their own, unchanged else."""

import re

from odoo import api, fields, models

from ..ledger.text import parse

AUDIT = "chargebee_connector.group_audit"
INDENT = "  "
#: The parts of a JSON text: a string, a bracket, a comma or colon, a number or word.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def readable(text):
    """Return a JSON text with line breaks; every number and string stands as it was received.

    Reading and writing it anew would turn 1.10 into 1.1. A text that is no JSON is returned
    as it is.
    """
    try:
        parse(text or "")
    except (ValueError, RecursionError):
        return text or ""
    parts, depth, before = [], 0, ""
    for token in _TOKEN.findall(text):
        if token in "}]":
            depth -= 1
        if (before in ("{", "[", ",") and token not in "}]") or (
            token in "}]" and before not in ("{", "[")
        ):
            parts.append("\n" + INDENT * depth)
        parts.append(": " if token == ":" else token)
        if token in "{[":
            depth += 1
        before = token
    return "".join(parts)


class BillingLink(models.Model):
    _inherit = "billing.link"

    request_shown = fields.Text("Sent", compute="_compute_texts_shown", groups=AUDIT)
    answer_shown = fields.Text("Received", compute="_compute_texts_shown", groups=AUDIT)

    @api.depends("request", "answer")
    def _compute_texts_shown(self):
        for link in self:
            link.request_shown = readable(link.request)
            link.answer_shown = readable(link.answer)


class BillingLog(models.Model):
    _inherit = "billing.log"

    request_shown = fields.Text("Sent", compute="_compute_texts_shown", groups=AUDIT)
    answer_shown = fields.Text("Received", compute="_compute_texts_shown", groups=AUDIT)

    @api.depends("request", "answer")
    def _compute_texts_shown(self):
        for log in self:
            log.request_shown = readable(log.request)
            log.answer_shown = readable(log.answer)


class BillingRecord(models.Model):
    _inherit = "billing.record"

    payload_shown = fields.Text("Content", compute="_compute_payload_shown", groups=AUDIT)
    history_ids = fields.One2many("billing.record.history", "record_id", "Earlier Content")

    @api.depends("payload")
    def _compute_payload_shown(self):
        for record in self:
            record.payload_shown = readable(record.payload)


class BillingRecordHistory(models.Model):
    _inherit = "billing.record.history"

    payload_shown = fields.Text("Content", compute="_compute_payload_shown", groups=AUDIT)

    @api.depends("payload")
    def _compute_payload_shown(self):
        for earlier in self:
            earlier.payload_shown = readable(earlier.payload)


class BillingPreview(models.Model):
    _inherit = "billing.preview"

    request_shown = fields.Text("Would Be Sent", compute="_compute_request_shown")

    @api.depends("request")
    def _compute_request_shown(self):
        for line in self:
            line.request_shown = readable(line.request)
