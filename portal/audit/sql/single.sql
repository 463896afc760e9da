-- Fires for every entry at commit. A deed's few are linked one by one, which is quicker than setting out to link many;
-- the first firing of a load links them all.
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_position bigint;
    head bytea;
BEGIN
    IF EXISTS (SELECT FROM audit_link WHERE entry_id = NEW.id) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(7215001);
    IF EXISTS (SELECT FROM audit_entry WHERE id >= NEW.id AND age(xmin) <= age(pg_current_xact_id()::xid) OFFSET 10) THEN
        PERFORM audit_chain_from(NEW.id);
        RETURN NULL;
    END IF;
    SELECT position, digest INTO last_position, head FROM audit_link ORDER BY position DESC LIMIT 1;
    head := coalesce(head, '');
    INSERT INTO audit_link (position, entry_id, previous, digest)
    VALUES (coalesce(last_position, 0) + 1, NEW.id, head, audit_digest(head, NEW));
    RETURN NULL;
END $$;
