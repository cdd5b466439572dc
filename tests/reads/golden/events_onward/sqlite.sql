SELECT CAST((SELECT format('{"edges":[%s],"pageInfo":{"hasNextPage":%s,"hasPreviousPage":%s}}', coalesce(group_concat(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= ?), ''), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, CASE WHEN ((SELECT 1
FROM (SELECT event_1.id AS id, event_1.position AS position
FROM event AS event_1
WHERE 1 = 1 AND (event_1.position, event_1.id) <= (?, ?) ORDER BY event_1.position DESC, event_1.id DESC
LIMIT 1 OFFSET 0) AS anon_2) IS NOT NULL) THEN 'true' ELSE 'false' END) AS format_1
FROM (SELECT format('{"cursor":"%s","node":{"type":%s,"payload":%s}}', lower(hex(format('["Event:position+",%s,"%s"]', anon_3.position, anon_3.id))), json_quote(anon_3.type), anon_3.payload) AS part_0, row_number() OVER (ORDER BY anon_3.position ASC, anon_3.id ASC) AS rank, count(*) OVER () AS found
FROM (SELECT event_2.id AS id, event_2.type AS type, event_2.position AS position, event_2.payload AS payload
FROM event AS event_2
WHERE 1 = 1 AND (event_2.position, event_2.id) > (?, ?) ORDER BY event_2.position ASC, event_2.id ASC
LIMIT ? + 1 OFFSET 0) AS anon_3) AS anon_1) AS BLOB) AS root_0;
