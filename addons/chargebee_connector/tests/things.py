"""One of everything that hangs on routes to the books, to a CRM and back."""

#: Nobody listens there.
CLOSED = "http://127.0.0.1:9"


class Things:
    """Two connections, a route between them, and one of everything that hangs on it."""

    def __init__(self, env, company, name):
        def create(model, **values):
            return env[model].create(values)

        self.source = create(
            "billing.backend",
            name=f"Chargebee {name}",
            system="chargebee",
            chargebee_url=CLOSED,
            chargebee_api_key="key",
            chargebee_webhook_user="hook",
            chargebee_webhook_password="word",
            company_id=company.id,
        )
        self.target = create(
            "billing.backend",
            name=f"Exact {name}",
            system="exact",
            exact_url=CLOSED,
            exact_client_id="id",
            exact_client_secret="secret",
            exact_refresh_token="token",
            company_id=company.id,
        )
        # Fails its test before it calls anybody: quotas are counted on cursors of their own.
        self.keyless = create(
            "billing.backend",
            name=f"Keyless {name}",
            system="chargebee",
            chargebee_url=CLOSED,
            company_id=company.id,
        )
        self.ledger = self._reference(env, "gl_account", "8000", "Turnover")
        self.vat_code = self._reference(env, "vat_code", "2", "VAT 21%")
        self.condition = self._reference(env, "payment_condition", "30", "30 days")
        self.route = create(
            "billing.route",
            name=f"Route {name}",
            source_id=self.source.id,
            target_id=self.target.id,
            company_id=company.id,
            exact_division="100",
        )
        self.revenue = create(
            "billing.mapping.revenue",
            route_id=self.route.id,
            item_price="plan-EUR",
            reference_id=self.ledger.id,
        )
        self.tax = create(
            "billing.mapping.tax",
            route_id=self.route.id,
            tax_name="BTW",
            tax_rate="21",
            reference_id=self.vat_code.id,
        )
        self.term = create(
            "billing.mapping.term",
            route_id=self.route.id,
            net_term_days="30",
            reference_id=self.condition.id,
        )
        self.field = create(
            "billing.mapping.field",
            route_id=self.route.id,
            source="cf_debtor",
            target="Code",
        )
        self.debtor = create(
            "billing.mapping.debtor",
            route_id=self.route.id,
            country="NL",
            account_code=self._account(env, "900", "Consumers"),
        )
        journal = self._reference(env, "journal", "70", "Sales")
        center = self._reference(env, "cost_center", "NL", "Netherlands")
        self.entity = create(
            "billing.mapping.entity",
            route_id=self.route.id,
            currency="USD",
            reference_id=journal.id,
        )
        self.cost = create(
            "billing.mapping.cost",
            route_id=self.route.id,
            item_family="plans",
            cost_center_id=center.id,
        )
        self.discount = create(
            "billing.mapping.discount",
            route_id=self.route.id,
            coupon="WINTER",
            reference_id=self.ledger.id,
        )
        self.group = create(
            "billing.mapping.group",
            route_id=self.route.id,
            item_family="plans",
            reference_id=self._reference(env, "item_group", "SUB", "Subscriptions").id,
        )
        self.payment = create(
            "billing.mapping.payment",
            route_id=self.route.id,
            gateway_account="gw_1",
            reference_id=self._reference(env, "journal", "21", "Provider").id,
        )
        for rule in ("paid_offline", "payment_in_progress"):
            create(
                "billing.link",
                **self._place(company, "bank_entry", f"transaction/{rule}-{name}"),
                date="2026-03-10",
                state="skipped",
                rule=rule,
            )
        self.vat_check = create(
            "billing.vat.check",
            number="DE136695976",
            country="DE",
            valid=True,
            company_id=company.id,
        )
        self.stream = create("billing.stream", backend_id=self.source.id, scope="", kind="invoice")
        self.record = create(
            "billing.record",
            backend_id=self.source.id,
            scope="",
            kind="invoice",
            external_id=f"INV-{name}",
            payload='{"id":"INV","rate":1.10}',
        )
        self.history = create(
            "billing.record.history", record_id=self.record.id, payload='{"id":"INV"}'
        )
        self.link = create(
            "billing.link",
            **self._place(company, "sales_entry", f"INV-{name}"),
            record_id=self.record.id,
            title="Customer",
            state="blocked",
            problem='{"class":"Unmapped","code":"revenue_missing","params":{"name":"Plan"}}',
            problem_code="revenue_missing",
            request='{"body":{"AmountFC":"1.10"},"method":"POST","path":"x","repeat":"create"}',
        )
        self.void = create(
            "billing.link",
            **self._place(company, "sales_entry", f"INV-{name}/void"),
            record_id=self.record.id,
            state="blocked",
            problem='{"class":"Proposed","code":"void_needs_approval","params":{}}',
            problem_code="void_needs_approval",
            fingerprint="f",
        )
        for code in ("vat_reclaim_open", "match_by_hand"):
            create(
                "billing.link",
                **self._place(company, "journal_entry", f"credit_note/CN-{name}/{code}"),
                record_id=self.record.id,
                state="blocked",
                problem=f'{{"class":"Proposed","code":"{code}","params":{{}}}}',
                problem_code=code,
            )
        self.customer = create(
            "billing.record",
            backend_id=self.source.id,
            scope="",
            kind="customer",
            external_id=name,
            payload=f'{{"id":"{name}","company":"Customer","email":"a@customer.example"}}',
        )
        self.proposal = create(
            "billing.link",
            **self._place(company, "account", f"customer/{name}"),
            record_id=self.customer.id,
            source_kind="customer",
            title="Customer",
            state="blocked",
            problem='{"class":"Proposed","code":"account_proposed","params":{"candidates":'
            '"[{\\"external_id\\":\\"a1\\",\\"code\\":\\"7\\",\\"name\\":\\"Customer BV\\"}]"}}',
            problem_code="account_proposed",
        )
        self.gone = create(
            "billing.link",
            **self._place(company, "account", f"customer/{name}-gone"),
            record_id=self.customer.id,
            source_kind="customer",
            title="Customer",
            state="posted",
            external_id="a9",
            gone=True,
            problem='{"class":"Invalid","code":"account_gone","params":{}}',
            problem_code="account_gone",
        )
        self._add_crm(create, env, company, name)
        self.run = create(
            "billing.run",
            kind="preview",
            state="done",
            backend_id=self.source.id,
            route_id=self.route.id,
            company_id=company.id,
            fingerprint="f",
        )
        self.preview = create(
            "billing.preview",
            run_id=self.run.id,
            kind="sales_entry",
            key=f"INV-{name}",
            state="planned",
            request='{"body":{}}',
        )
        self.total = create("billing.preview.total", run_id=self.run.id, ledger="8000", lines=1)
        self.log = create(
            "billing.log",
            event="posted",
            title=f"INV-{name}",
            link_id=self.link.id,
            route_id=self.route.id,
            backend_id=self.target.id,
            company_id=company.id,
            request='{"body":{}}',
            answer='{"d":{}}',
        )

    def _add_crm(self, create, env, company, name):
        """Add a CRM with the routes to it and back."""
        self.crm = create(
            "billing.backend",
            name=f"Sales {name}",
            system="dynamics",
            dynamics_url=CLOSED,
            dynamics_login_url=CLOSED,
            dynamics_tenant="tenant",
            dynamics_client_id="application",
            dynamics_client_secret="secret",
            company_id=company.id,
        )
        team = create(
            "billing.reference",
            backend_id=self.crm.id,
            scope="",
            kind="team",
            external_id="team-1",
            name="Sales",
        )
        to_crm, from_crm = (
            create(
                "billing.route",
                name=f"{title} {name}",
                source_id=source.id,
                target_id=target.id,
                company_id=company.id,
            )
            for title, source, target in (
                ("Sales to the CRM", self.source, self.crm),
                ("Sales from the CRM", self.crm, self.source),
            )
        )
        self.owner = create(
            "billing.mapping.owner",
            route_id=to_crm.id,
            business_entity="be-1",
            reference_id=team.id,
        )
        self.crm_field = from_crm.crm_field_ids[0]
        self.crm_product = create(
            "billing.crm.product", route_id=from_crm.id, product="P-1", item_price="plan-EUR"
        )
        self.crm_account = create(
            "billing.link",
            route_id=to_crm.id,
            backend_id=self.crm.id,
            scope="",
            company_id=company.id,
            kind="crm_account",
            key=f"customer/{name}/account",
            record_id=self.customer.id,
            title="Customer",
            state="skipped",
            rule="no_account_there",
        )
        run = create(
            "billing.run",
            kind="provision",
            state="done",
            backend_id=self.crm.id,
            company_id=company.id,
        )
        self.step = create("billing.provision.step", run_id=run.id, name="table/cb", title="Table")

    def _reference(self, env, kind, code, name):
        return env["billing.reference"].create(
            {
                "backend_id": self.target.id,
                "scope": "100",
                "kind": kind,
                "external_id": code,
                "code": code,
                "name": name,
                "data": "{}",
            }
        )

    def _account(self, env, code, name):
        """Put an account of the target into the mirror; return its number."""
        record = env["billing.record"].create(
            {
                "backend_id": self.target.id,
                "scope": "100",
                "kind": "account",
                "external_id": f"account-{code}",
                "payload": f'{{"ID":"account-{code}","Code":"{code}","Name":"{name}",'
                '"Status":"C"}',
            }
        )
        env["billing.record.key"].sudo().create(
            {"record_id": record.id, "name": "code", "value": code}
        )
        return code

    def _place(self, company, kind, key):
        return {
            "route_id": self.route.id,
            "backend_id": self.target.id,
            "scope": "100",
            "company_id": company.id,
            "kind": kind,
            "key": key,
        }

    def all(self):
        """Return one recordset for every model that people may see."""
        return [
            self.source,
            self.route,
            self.ledger,
            self.revenue,
            self.tax,
            self.term,
            self.payment,
            self.field,
            self.debtor,
            self.owner,
            self.crm_field,
            self.crm_product,
            self.crm_account,
            self.step,
            self.stream,
            self.record,
            self.history,
            self.link,
            self.run,
            self.preview,
            self.total,
            self.log,
        ]
