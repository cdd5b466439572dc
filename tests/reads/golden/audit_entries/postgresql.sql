SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '') || '],"totalCount":' || (SELECT count(*) AS count_1
FROM audit_entry AS audit_entry_1
WHERE audit_entry_1.type = any($2::TEXT[])) || ',"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > $1::BIGINT) THEN 'true' ELSE 'false' END || '}}') AS concatenation_1
FROM (SELECT ('{"id":"' || anon_2.id || '","type":"' || anon_2.type || '","happenedAt":"' || replace(to_char(timezone('UTC', anon_2.happened_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') || '","actor":' || coalesce((SELECT ('{"name":' || CAST(to_json(users_1.name) AS TEXT) || '}') AS item
FROM users AS users_1
WHERE users_1.id = anon_2.actor_id), 'null') || ',"credential":' || coalesce(CAST(to_json(anon_2.credential) AS TEXT), 'null') || ',"detail":' || coalesce(CAST(to_json(anon_2.detail) AS TEXT), 'null') || ',"client":' || coalesce(CAST(to_json(anon_2.client) AS TEXT), 'null') || ',"address":' || coalesce(CAST(to_json(anon_2.address) AS TEXT), 'null') || ',"requestId":' || coalesce(CAST(to_json(anon_2.request_id) AS TEXT), 'null') || '}') AS part_0, row_number() OVER (ORDER BY anon_2.happened_at DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found
FROM (SELECT anon_3.id AS id, anon_3.type AS type, anon_3.happened_at AS happened_at, anon_3.actor_id AS actor_id, anon_3.credential AS credential, anon_3.detail AS detail, anon_3.client AS client, anon_3.address AS address, anon_3.request_id AS request_id
FROM (SELECT audit_entry_2.id AS id, audit_entry_2.type AS type, audit_entry_2.happened_at AS happened_at, audit_entry_2.actor_id AS actor_id, audit_entry_2.credential AS credential, audit_entry_2.detail AS detail, audit_entry_2.client AS client, audit_entry_2.address AS address, audit_entry_2.request_id AS request_id
FROM audit_entry AS audit_entry_2
WHERE audit_entry_2.type = any($2::TEXT[]) ORDER BY audit_entry_2.happened_at DESC, audit_entry_2.id DESC
LIMIT 11 OFFSET 0) AS anon_3 ORDER BY anon_3.happened_at DESC, anon_3.id DESC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_2 ORDER BY anon_2.happened_at DESC, anon_2.id DESC) AS anon_1), 'UTF8') AS root_0;
