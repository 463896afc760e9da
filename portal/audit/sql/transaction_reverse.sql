CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last audit_link;
    this audit_entry;
BEGIN
    PERFORM pg_advisory_xact_lock(7215001);
    SELECT * INTO last FROM audit_link ORDER BY position DESC LIMIT 1;
    SELECT * INTO this FROM audit_entry WHERE id = NEW.id;
    INSERT INTO audit_link (position, entry_id, previous, digest) VALUES (
        coalesce(last.position, 0) + 1, this.id, coalesce(last.digest, '\x'::bytea),
        audit_digest(coalesce(last.digest, '\x'::bytea), this)
    );
    RETURN NULL;
END $$;
DROP FUNCTION audit_chain_from(bigint);
DROP AGGREGATE audit_digests(bytea, audit_entry);
DROP FUNCTION audit_next_digest(bytea, bytea, audit_entry);
