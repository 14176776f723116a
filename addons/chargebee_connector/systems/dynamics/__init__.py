"""Microsoft Dynamics 365 (Dataverse): its Web API, our tables there, and what fills them.

Reaching it
    client        Dynamics: rows, bulk calls, batches, definitions; answers are values or problems
    oauth         signing in; Memory, what a process remembers of organisations
    answers       what a status means; refusals: what a refusal's code and words mean
    batch         multipart, written and read; formats: how values are spelt
Its tables
    tables        declared tables (ledger.mirror) under their names there; definitions: their bodies
    there         what stands there (read_there, entity_sets); differences: what is another thing
    provision     compare → Steps → run_step: makes what is missing
Rows
    rules         Rules and AccountRules, a route's decisions
    plan          needs and plan of ledger.mirror.Row; accounts, alike: which account is meant
    rows, values  a row as a body; content: what a link keeps, and what changed since
    places        kinds and keys of links, ids of rows
    post          together, send: many requests at once
What comes back
    references    what people pick from; checks: what a test of the connection finds
    selected      what is read of the CRM's own tables; pull: pages of it; read: its words
"""
