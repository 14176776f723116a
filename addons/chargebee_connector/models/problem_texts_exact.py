from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

TEXTS = {}
