-- +goose Up
-- Entries go only from the beginning, and none of the last half year: the law
-- wants those, whatever the program says.
DROP TRIGGER audit_not_deleted;
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
WHEN OLD.at > (CAST(strftime('%s', 'now') AS INTEGER) - 181 * 86400) * 1000
    OR NOT EXISTS (SELECT 1 FROM audit_cut c WHERE c.workspace = OLD.workspace AND OLD.seq <= c.seq)
BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;

-- +goose Down
DROP TRIGGER audit_not_deleted;
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;
