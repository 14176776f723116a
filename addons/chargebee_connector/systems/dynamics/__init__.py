"""Microsoft Dynamics 365 (Dataverse): its Web API, our tables there, and what fills them.

client        Dynamics: rows, bulk calls, batches, definitions; every answer a value or a problem
oauth         signing in; Memory, what a process remembers of organisations
answers       what a status means; refusals: what a refusal's code and words mean
batch         multipart, written and read; formats: how values are spelt
tables        declared tables (ledger.mirror) under their names there; definitions: their bodies
there         what stands there (read_there, entity_sets); differences: what is another thing
provision     compare → Steps → run_step: makes what is missing
"""
