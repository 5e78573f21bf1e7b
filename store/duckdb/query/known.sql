-- Which of these message ids of a source are here.
SELECT DISTINCT coalesce(message_id, CAST(id AS VARCHAR)) AS said FROM touches
WHERE source = ?1 AND said IN (SELECT unnest(string_split(?2, chr(31))))
