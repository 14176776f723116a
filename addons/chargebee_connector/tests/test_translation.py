"""The addon speaks Dutch wherever it speaks English.

After a change of texts, fields or views: install the addon into a fresh database, export with
`odoo i18n export -c <config> -d <database> -l pot -o i18n/chargebee_connector.pot
chargebee_connector`, leave out what comes from tests, and give the new terms their Dutch in
`i18n/nl.po`.
"""

import re
from pathlib import Path

import polib

from odoo.models import MAGIC_COLUMNS
from odoo.tests import TransactionCase
from odoo.tools.translate import TranslationModuleReader

from odoo.addons.chargebee_connector.ledger.problems import Refused, Unmapped
from odoo.addons.chargebee_connector.models import problem_texts_refusals
from odoo.addons.chargebee_connector.models.problem_text import explain

NAME = "chargebee_connector"
I18N = Path(__file__).parents[1] / "i18n"

#: What stands in a term for a value, and tags: a translation must hold the same.
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif%]|</?[^>]*>")
_QUOTED = re.compile(r"“(\w[^“”%]*)”")
#: A menu within a menu, as cures name it: Mapping › VAT Codes.
_MENU = re.compile(r"Mapping › (Revenue Ledgers|VAT Codes|Payment Conditions)")


class TestTranslation(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = {entry.msgid for entry in polib.pofile(str(I18N / f"{NAME}.pot"))}
        entries = polib.pofile(str(I18N / "nl.po"))
        cls.dutch = {entry.msgid: entry.msgstr for entry in entries if "fuzzy" not in entry.flags}

    def test_the_template_holds_every_term_of_the_addon(self):
        of_odoo = {*MAGIC_COLUMNS, "display_name"}
        for mixin in ("mail.thread", "mail.activity.mixin"):
            of_odoo.update(self.env[mixin]._fields)
        # Labels that Odoo's own fields bring may change with its next release; tests are read
        # by the export as well, and say things that nobody reads.
        terms = {
            source
            for _module, _type, name, place, source, *_rest in TranslationModuleReader(
                self.env.cr, modules=[NAME]
            )
            if "/tests/" not in name
            and not (name.startswith("ir.model.fields,") and place.rpartition("__")[2] in of_odoo)
        }
        self.assertGreater(len(terms), 400)
        self.assertFalse(terms - self.terms)

    def test_every_term_has_its_dutch(self):
        self.assertFalse({term for term in self.terms if not self.dutch.get(term)})

    def test_no_dutch_is_left_over(self):
        self.assertFalse(set(self.dutch) - self.terms)

    def test_placeholders_and_tags_are_the_same(self):
        for term, dutch in self.dutch.items():
            with self.subTest(term=term):
                self.assertEqual(
                    sorted(_PLACEHOLDER.findall(dutch)), sorted(_PLACEHOLDER.findall(term))
                )

    def test_buttons_and_menus_are_named_as_the_screen_shows_them(self):
        named = 0
        for term, dutch in self.dutch.items():
            for name in (*_QUOTED.findall(term), *_MENU.findall(term)):
                shown = self.dutch.get(name) or self.dutch.get(f"{name}…")
                if shown:
                    named += 1
                    with self.subTest(term=term, name=name):
                        self.assertIn(shown.rstrip("…"), dutch)
        self.assertGreater(named, 50)

    def test_a_problem_is_said_in_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        dutch = self.env(context={"lang": "nl_NL"})
        problem = Unmapped("revenue_missing", description="Pro", item_price="pro-EUR").as_dict()
        said = explain(dutch, problem)
        self.assertEqual(
            said.summary, "Voor “Pro” (artikelprijs “pro-EUR”) is geen omzetrekening toegewezen."
        )
        self.assertIn("Toewijzingen › Omzetrekeningen", said.cure)
        words = "Ongeldig: Btw-percentage [9%]"
        said = explain(dutch, Refused("vat_percentage", message=words).as_dict())
        self.assertEqual(said.summary, f"Exact weigert het btw-percentage: “{words}”.")
        self.assertIn("“Opnieuw proberen”", said.cure)
        self.assertIn("No revenue ledger", explain(self.env, problem).summary)

    def test_every_refusal_of_exact_is_said_in_both_languages(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        dutch = self.env(context={"lang": "nl_NL"})
        words = "Ongeldig: Iets []"
        for code in problem_texts_refusals.TEXTS:
            with self.subTest(code=code):
                problem = Refused(code, message=words, status=500).as_dict()
                here, there = explain(self.env, problem), explain(dutch, problem)
                for said in (here, there):
                    self.assertIn(words, said.summary)
                    self.assertTrue(said.cure)
                self.assertNotEqual(there.summary, here.summary)
                self.assertNotEqual(there.cure, here.cure)

    def test_labels_and_choices_are_loaded_in_dutch(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.env["ir.module.module"].search([("name", "=", NAME)])._update_translations(["nl_NL"])
        link = self.env["billing.link"].with_context(lang="nl_NL")
        described = link.fields_get(["state", "rule", "blocked_by_id"], ["string", "selection"])
        self.assertEqual(described["blocked_by_id"]["string"], "Komt na")
        self.assertEqual(dict(described["state"]["selection"])["posted"], "Geboekt")
        rules = dict(described["rule"]["selection"])
        self.assertEqual(
            rules["void_before_posting"], "Vervallen verklaard voordat het was geboekt"
        )
