SELECT convert_to((SELECT ('{"version":' || opportunity_1.version || ',"changes":' || (SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '') || '],"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > $1::BIGINT) THEN 'true' ELSE 'false' END || ',"endCursor":' || coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = CASE WHEN (anon_1.found > $1::BIGINT) THEN $1::BIGINT ELSE anon_1.found END AND anon_1.rank <= $1::BIGINT), 'null') || '}}') AS concatenation_2
FROM (SELECT ('{"version":' || anon_2.version || ',"field":' || CAST(to_json(anon_2.field) AS TEXT) || ',"oldValue":' || coalesce(CAST(to_json(anon_2.old_value) AS TEXT), 'null') || ',"newValue":' || coalesce(CAST(to_json(anon_2.new_value) AS TEXT), 'null') || ',"event":' || coalesce((SELECT ('{"type":' || CAST(to_json(event_1.type) AS TEXT) || ',"occurredAt":"' || replace(to_char(timezone('UTC', event_1.occurred_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') || '","actor":' || coalesce((SELECT ('{"name":' || CAST(to_json(users_1.name) AS TEXT) || '}') AS item
FROM users AS users_1
WHERE users_1.id = event_1.actor_id), 'null') || ',"client":' || coalesce(CAST(to_json(event_1.client) AS TEXT), 'null') || ',"requestId":' || coalesce(CAST(to_json(event_1.request_id) AS TEXT), 'null') || '}') AS item
FROM event AS event_1
WHERE event_1.id = anon_2.event_id), 'null') || '}') AS part_0, row_number() OVER (ORDER BY anon_2.version DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found, CASE WHEN (row_number() OVER (ORDER BY anon_2.version DESC, anon_2.id DESC) = $1::BIGINT OR row_number() OVER (ORDER BY anon_2.version DESC, anon_2.id DESC) = count(*) OVER ()) THEN ('"' || encode(convert_to(('["FieldChange:version-",' || anon_2.version || ',"' || anon_2.id || '"]'), 'UTF8'), 'hex') || '"') END AS cursor
FROM (SELECT field_change_1.id AS id, field_change_1.event_id AS event_id, field_change_1.entity_id AS entity_id, field_change_1.version AS version, field_change_1.field AS field, field_change_1.old_value AS old_value, field_change_1.new_value AS new_value
FROM field_change AS field_change_1
WHERE field_change_1.entity_id = opportunity_1.id AND true ORDER BY field_change_1.version DESC, field_change_1.id DESC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_2 ORDER BY anon_2.version DESC, anon_2.id DESC) AS anon_1) || '}') AS concatenation_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = $2::VARCHAR), 'UTF8') AS root_0, convert_to((SELECT ('{"revisions":[' || (SELECT coalesce(string_agg(anon_3.item, ','), '') AS coalesce_1
FROM (SELECT ('{"revision":' || quote_1.revision || ',"state":"' || quote_1.state || '"}') AS item
FROM quote AS quote_1
WHERE quote_1.number = quote_2.number ORDER BY quote_1.revision ASC, quote_1.id ASC) AS anon_3) || '],"changes":' || (SELECT ('{"edges":[' || coalesce(string_agg(anon_4.part_0, ',') FILTER (WHERE anon_4.rank <= $3::BIGINT), '') || '],"pageInfo":{"hasPreviousPage":' || CASE WHEN (count(*) > $3::BIGINT) THEN 'true' ELSE 'false' END || '}}') AS concatenation_4
FROM (SELECT ('{"cursor":"' || encode(convert_to(('["FieldChange:version-",' || anon_5.version || ',"' || anon_5.id || '"]'), 'UTF8'), 'hex') || '","node":{"entityId":"' || anon_5.entity_id || '","field":' || CAST(to_json(anon_5.field) AS TEXT) || ',"oldValue":' || coalesce(CAST(to_json(anon_5.old_value) AS TEXT), 'null') || ',"newValue":' || coalesce(CAST(to_json(anon_5.new_value) AS TEXT), 'null') || '}}') AS part_0, row_number() OVER (ORDER BY anon_5.version ASC, anon_5.id ASC) AS rank, count(*) OVER () AS found
FROM (SELECT field_change_2.id AS id, field_change_2.entity_id AS entity_id, field_change_2.version AS version, field_change_2.field AS field, field_change_2.old_value AS old_value, field_change_2.new_value AS new_value
FROM field_change AS field_change_2
WHERE field_change_2.entity_id = quote_2.id AND true ORDER BY field_change_2.version ASC, field_change_2.id ASC
LIMIT $3::BIGINT + 1 OFFSET 0) AS anon_5 ORDER BY anon_5.version DESC, anon_5.id DESC) AS anon_4) || '}') AS concatenation_3
FROM quote AS quote_2
WHERE quote_2.id = $4::VARCHAR), 'UTF8') AS root_1;
