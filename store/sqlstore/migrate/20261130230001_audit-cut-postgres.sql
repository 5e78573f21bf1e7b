-- +goose Up
-- Entries go only from the beginning, and none of the last half year: the law
-- wants those, whatever the program says.
CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at <= (extract(epoch FROM now())::bigint - 181 * 86400) * 1000
            AND EXISTS (SELECT 1 FROM audit_cut c WHERE c.workspace = OLD.workspace AND OLD.seq <= c.seq) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is not changed';
END $$;

-- +goose Down
CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is not changed'; END $$;
