-- The newest message ids.
SELECT source, id, seq FROM touches WHERE seq > ?
