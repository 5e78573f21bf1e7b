-- The newest message ids.
SELECT source, id FROM touches WHERE seq > ?
