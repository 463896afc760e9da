-- One step along the chain; `head` is the digest the first step stands on.
CREATE FUNCTION audit_next_digest(last bytea, head bytea, entry audit_entry) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT audit_digest(coalesce(last, head), entry)
$$;
CREATE AGGREGATE audit_digests(head bytea, entry audit_entry) (SFUNC = audit_next_digest, STYPE = bytea);

-- Link what this transaction has entered and not yet linked, from this entry on, in the order of ids.
-- The generic plan is the right one for one entry and for a million, and planning anew would cost more than linking one.
CREATE FUNCTION audit_chain_from(first bigint) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    last_position bigint;
    head bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(7215001);
    SELECT position, digest INTO last_position, head FROM audit_link ORDER BY position DESC LIMIT 1;
    INSERT INTO audit_link (position, entry_id, previous, digest)
    SELECT coalesce(last_position, 0) + place, id, lag(digest, 1, coalesce(head, '')) OVER (ORDER BY place), digest
    FROM (
        SELECT id, row_number() OVER by_id AS place, audit_digests(coalesce(head, ''), entry) OVER by_id AS digest
        FROM audit_entry entry
        WHERE id >= first
            -- Of this transaction alone: what others slipped in without a link is for verify_audit to name.
            AND age(xmin) <= age(pg_current_xact_id()::xid)
            AND (SELECT position FROM audit_link WHERE entry_id = entry.id) IS NULL
        WINDOW by_id AS (ORDER BY id)
    ) chained;
END $$;

-- Fires for every entry at commit; the first firing links them all.
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM audit_link WHERE entry_id = NEW.id) THEN
        PERFORM audit_chain_from(NEW.id);
    END IF;
    RETURN NULL;
END $$;
