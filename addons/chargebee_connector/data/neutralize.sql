-- A copied database must not reach a live ledger: nothing to log in with, nothing that posts.
DELETE FROM billing_secret;
UPDATE billing_route SET state = 'draft';
UPDATE billing_backend
   SET connection_state = 'untested', connection_message = NULL, tested_at = NULL;
UPDATE billing_run SET state = 'stopped' WHERE state IN ('waiting', 'running');
