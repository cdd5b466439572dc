WITH anon_3 AS
(SELECT opportunity_1.id AS id, format('{"name":%s}', json_quote(opportunity_1.name)) AS item
FROM opportunity AS opportunity_1
WHERE 1 = 1),
anon_5 AS
(SELECT field_change_1.event_id AS event_id, field_change_1.id AS id, format('{"__typename":"FieldChange","id":"%s","entityId":"%s","version":%s,"field":%s,"oldValue":%s,"newValue":%s}', field_change_1.id, field_change_1.entity_id, field_change_1.version, json_quote(field_change_1.field), coalesce(json_quote(field_change_1.old_value), 'null'), coalesce(json_quote(field_change_1.new_value), 'null')) AS item
FROM field_change AS field_change_1
WHERE 1 = 1),
anon_6 AS
(SELECT users_1.id AS id, format('{"name":%s}', json_quote(users_1.name)) AS item
FROM users AS users_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"nodes":[%s],"pageInfo":{"hasNextPage":%s,"endCursor":%s}}', coalesce(group_concat(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= ?), ''), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = CASE WHEN (anon_1.found > ?) THEN ? ELSE anon_1.found END AND anon_1.rank <= ?), 'null')) AS format_1
FROM (SELECT format('{"id":"%s","type":%s,"opportunity":%s,"opportunityVersion":%s,"payload":%s,"changes":[%s],"actor":%s,"client":%s,"requestId":%s,"occurredAt":"%s"}', anon_2.id, json_quote(anon_2.type), coalesce((SELECT anon_3.item
FROM anon_3
WHERE anon_3.id = anon_2.opportunity_id), 'null'), coalesce(CAST(anon_2.opportunity_version AS TEXT), 'null'), anon_2.payload, (SELECT coalesce(group_concat(anon_4.item, ','), '') AS coalesce_1
FROM (SELECT anon_5.item AS item
FROM anon_5
WHERE anon_5.event_id = anon_2.id ORDER BY anon_5.id ASC, anon_5.id ASC) AS anon_4), coalesce((SELECT anon_6.item
FROM anon_6
WHERE anon_6.id = anon_2.actor_id), 'null'), coalesce(json_quote(anon_2.client), 'null'), coalesce(json_quote(anon_2.request_id), 'null'), replace(anon_2.occurred_at, '.000000Z', 'Z')) AS part_0, row_number() OVER (ORDER BY anon_2.position ASC, anon_2.id ASC) AS rank, count(*) OVER () AS found, CASE WHEN (row_number() OVER (ORDER BY anon_2.position ASC, anon_2.id ASC) = ? OR row_number() OVER (ORDER BY anon_2.position ASC, anon_2.id ASC) = count(*) OVER ()) THEN format('"%s"', lower(hex(format('["Event:position+",%s,"%s"]', anon_2.position, anon_2.id)))) END AS cursor
FROM (SELECT event_1.id AS id, event_1.type AS type, event_1.position AS position, event_1.opportunity_id AS opportunity_id, event_1.opportunity_version AS opportunity_version, event_1.payload AS payload, event_1.actor_id AS actor_id, event_1.client AS client, event_1.request_id AS request_id, event_1.occurred_at AS occurred_at
FROM event AS event_1
WHERE 1 = 1 ORDER BY event_1.position ASC, event_1.id ASC
LIMIT ? + 1 OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_0;
