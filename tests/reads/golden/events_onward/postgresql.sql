SELECT convert_to((SELECT ('{"edges":[' || coalesce(string_agg(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '') || '],"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > $1::BIGINT) THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN ((SELECT 1
FROM (SELECT anon_3.id AS id, anon_3.position AS position
FROM (SELECT event_1.id AS id, event_1.position AS position
FROM event AS event_1
WHERE event_1.position < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AND true AND (event_1.position, event_1.id) <= ($2::BIGINT, $3::VARCHAR) ORDER BY event_1.position DESC, event_1.id DESC
LIMIT 11 OFFSET 0) AS anon_3 ORDER BY anon_3.position DESC, anon_3.id DESC
LIMIT 1 OFFSET 0) AS anon_2) IS NOT NULL) THEN 'true' ELSE 'false' END || '}}') AS concatenation_1
FROM (SELECT ('{"cursor":"' || encode(convert_to(('["Event:position+",' || anon_4.position || ',"' || anon_4.id || '"]'), 'UTF8'), 'hex') || '","node":{"type":' || CAST(to_json(anon_4.type) AS TEXT) || ',"payload":' || anon_4.payload || '}}') AS part_0, row_number() OVER (ORDER BY anon_4.position ASC, anon_4.id ASC) AS rank, count(*) OVER () AS found
FROM (SELECT anon_5.id AS id, anon_5.type AS type, anon_5.position AS position, anon_5.payload AS payload
FROM (SELECT event_2.id AS id, event_2.type AS type, event_2.position AS position, event_2.payload AS payload
FROM event AS event_2
WHERE event_2.position < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AND true AND (event_2.position, event_2.id) > ($2::BIGINT, $3::VARCHAR) ORDER BY event_2.position ASC, event_2.id ASC
LIMIT 11 OFFSET 0) AS anon_5 ORDER BY anon_5.position ASC, anon_5.id ASC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_4 ORDER BY anon_4.position ASC, anon_4.id ASC) AS anon_1), 'UTF8') AS root_0;
