WITH anon_4 AS
(SELECT users_1.id AS id, format('{"name":%s}', json_quote(users_1.name)) AS item
FROM users AS users_1
WHERE 1 = 1),
anon_3 AS
(SELECT event_1.id AS id, format('{"type":%s,"occurredAt":"%s","actor":%s,"client":%s,"requestId":%s}', json_quote(event_1.type), replace(event_1.occurred_at, '.000000Z', 'Z'), coalesce((SELECT anon_4.item
FROM anon_4
WHERE anon_4.id = event_1.actor_id), 'null'), coalesce(json_quote(event_1.client), 'null'), coalesce(json_quote(event_1.request_id), 'null')) AS item
FROM event AS event_1
WHERE 1 = 1),
anon_6 AS
(SELECT quote_1.number AS number, quote_1.revision AS revision, quote_1.id AS id, format('{"revision":%s,"state":"%s"}', quote_1.revision, quote_1.state) AS item
FROM quote AS quote_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"version":%s,"changes":%s}', opportunity_1.version, (SELECT format('{"nodes":[%s],"pageInfo":{"hasNextPage":%s,"endCursor":%s}}', coalesce(group_concat(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= ?), ''), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = CASE WHEN (anon_1.found > ?) THEN ? ELSE anon_1.found END AND anon_1.rank <= ?), 'null')) AS format_2
FROM (SELECT format('{"version":%s,"field":%s,"oldValue":%s,"newValue":%s,"event":%s}', anon_2.version, json_quote(anon_2.field), coalesce(json_quote(anon_2.old_value), 'null'), coalesce(json_quote(anon_2.new_value), 'null'), coalesce((SELECT anon_3.item
FROM anon_3
WHERE anon_3.id = anon_2.event_id), 'null')) AS part_0, row_number() OVER (ORDER BY anon_2.version DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found, CASE WHEN (row_number() OVER (ORDER BY anon_2.version DESC, anon_2.id DESC) = ? OR row_number() OVER (ORDER BY anon_2.version DESC, anon_2.id DESC) = count(*) OVER ()) THEN format('"%s"', lower(hex(format('["FieldChange:version-",%s,"%s"]', anon_2.version, anon_2.id)))) END AS cursor
FROM (SELECT field_change_1.id AS id, field_change_1.event_id AS event_id, field_change_1.entity_id AS entity_id, field_change_1.version AS version, field_change_1.field AS field, field_change_1.old_value AS old_value, field_change_1.new_value AS new_value
FROM field_change AS field_change_1
WHERE field_change_1.entity_id = opportunity_1.id AND 1 = 1 ORDER BY field_change_1.version DESC, field_change_1.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_2) AS anon_1)) AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS root_0, CAST((SELECT format('{"revisions":[%s],"changes":%s}', (SELECT coalesce(group_concat(anon_5.item, ','), '') AS coalesce_1
FROM (SELECT anon_6.item AS item
FROM anon_6
WHERE anon_6.number = quote_2.number ORDER BY anon_6.revision ASC, anon_6.id ASC) AS anon_5), (SELECT format('{"edges":[%s],"pageInfo":{"hasPreviousPage":%s}}', coalesce(group_concat(anon_7.part_0, ',') FILTER (WHERE anon_7.rank <= ?), ''), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END) AS format_4
FROM (SELECT format('{"cursor":"%s","node":{"entityId":"%s","field":%s,"oldValue":%s,"newValue":%s}}', lower(hex(format('["FieldChange:version-",%s,"%s"]', anon_8.version, anon_8.id))), anon_8.entity_id, json_quote(anon_8.field), coalesce(json_quote(anon_8.old_value), 'null'), coalesce(json_quote(anon_8.new_value), 'null')) AS part_0, row_number() OVER (ORDER BY anon_8.version ASC, anon_8.id ASC) AS rank, count(*) OVER () AS found
FROM (SELECT field_change_2.id AS id, field_change_2.entity_id AS entity_id, field_change_2.version AS version, field_change_2.field AS field, field_change_2.old_value AS old_value, field_change_2.new_value AS new_value
FROM field_change AS field_change_2
WHERE field_change_2.entity_id = quote_2.id AND 1 = 1 ORDER BY field_change_2.version ASC, field_change_2.id ASC
LIMIT ? + 1 OFFSET 0) AS anon_8 ORDER BY anon_8.version DESC, anon_8.id DESC) AS anon_7)) AS format_3
FROM quote AS quote_2
WHERE quote_2.id = ?) AS BLOB) AS root_1;
