DROP TRIGGER audit_link_not_emptied ON audit_link;
DROP TRIGGER audit_entry_not_emptied ON audit_entry;
DROP TRIGGER audit_link_append_only ON audit_link;
DROP TRIGGER audit_entry_append_only ON audit_entry;
DROP TRIGGER audit_entry_chained ON audit_entry;
DROP FUNCTION audit_append_only();
DROP FUNCTION audit_chain();
DROP FUNCTION audit_digest(bytea, audit_entry);
