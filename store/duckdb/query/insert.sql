-- What is new becomes touches. Its texts come as one, in the order of their
-- columns: the driver takes most of its time for each text. An empty one is no
-- properties, traits or context.
INSERT INTO touches
SELECT seq, happened_at, received_at, key, also, id, message_id, source,
    t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12], t[13], t[14], t[15],
    value, t[16], duration, nullif(t[18], ''), nullif(t[19], ''), nullif(t[20], ''), t[17]
FROM (SELECT *, string_split(texts, chr(31)) AS t FROM fresh)
