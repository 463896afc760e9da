-- The digest of an entry over the one before it: every column, in one unambiguous text.
CREATE FUNCTION audit_digest(previous bytea, entry audit_entry) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(
        entry.id, extract(epoch FROM entry.at)::text, entry.actor_key, entry.actor_name, entry.acting_as, entry.verb,
        entry.subject_kind, entry.subject_key, entry.subject_number, entry.facts, entry.address, entry.request
    )::text, 'UTF8'))
$$;

-- Deferred to the commit, so that the lock that makes one chain of many writers is held for moments only.
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE CONSTRAINT TRIGGER audit_entry_chained AFTER INSERT ON audit_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The suite empties its own database between tests; no other may.
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The audit trail is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE ON audit_link
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_link_not_emptied BEFORE TRUNCATE ON audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
