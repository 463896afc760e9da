CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM audit_link WHERE entry_id = NEW.id) THEN
        PERFORM audit_chain_from(NEW.id);
    END IF;
    RETURN NULL;
END $$;
