-- +goose Up
-- Departments of a workspace, and the most that their people see of customers;
-- '' for what their role does. A member is in one at most, and may have a limit of
-- their own. Until now a department was a word on a member.
CREATE TABLE department (
    workspace TEXT NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT NOT NULL,
    name      TEXT NOT NULL,
    sight     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, name)
);
INSERT INTO department (workspace, id, name)
SELECT workspace, 'dep_' || row_number() OVER (PARTITION BY workspace ORDER BY department), department
FROM (SELECT DISTINCT workspace, department FROM member WHERE department <> '') AS said;
UPDATE member SET department = (SELECT d.id FROM department d WHERE d.workspace = member.workspace AND d.name = member.department)
WHERE department <> '';
ALTER TABLE member ADD COLUMN sight TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE member DROP COLUMN sight;
UPDATE member SET department = (SELECT d.name FROM department d WHERE d.workspace = member.workspace AND d.id = member.department)
WHERE department <> '';
DROP TABLE department;
