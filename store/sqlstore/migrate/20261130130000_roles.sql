-- +goose Up
-- The roles are owner, admin, editor, agent, analyst, viewer.
UPDATE member SET role = 'admin' WHERE role = 'manager';
UPDATE api_key SET role = 'admin' WHERE role = 'manager';

-- +goose Down
UPDATE api_key SET role = CASE role WHEN 'admin' THEN 'manager' WHEN 'agent' THEN 'editor' ELSE 'viewer' END
WHERE role IN ('admin', 'agent', 'analyst');
UPDATE member SET role = CASE role WHEN 'admin' THEN 'manager' WHEN 'agent' THEN 'editor' ELSE 'viewer' END
WHERE role IN ('admin', 'agent', 'analyst');
