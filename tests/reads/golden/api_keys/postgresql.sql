SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || '],"totalCount":' || (SELECT count(*) AS count_1
FROM api_key AS api_key_1
WHERE true) || '}') AS concatenation_1
FROM (SELECT ('{"id":"' || anon_2.id || '","version":' || anon_2.version || ',"name":' || CAST(to_json(anon_2.name) AS TEXT) || ',"user":' || coalesce((SELECT ('{"name":' || CAST(to_json(users_1.name) AS TEXT) || '}') AS item
FROM users AS users_1
WHERE users_1.id = anon_2.user_id), 'null') || ',"prefix":' || CAST(to_json(anon_2.prefix) AS TEXT) || ',"scopes":' || anon_2.scopes || ',"createdAt":"' || replace(to_char(timezone('UTC', anon_2.created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') || '","createdBy":' || coalesce((SELECT ('{"name":' || CAST(to_json(users_2.name) AS TEXT) || '}') AS item
FROM users AS users_2
WHERE users_2.id = anon_2.created_by_id), 'null') || ',"expiresAt":"' || replace(to_char(timezone('UTC', anon_2.expires_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') || '","revokedAt":' || coalesce('"' || CAST(replace(to_char(timezone('UTC', anon_2.revoked_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') AS TEXT) || '"', 'null') || ',"lastUsedAt":' || coalesce('"' || CAST(replace(to_char(timezone('UTC', anon_2.last_used_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') AS TEXT) || '"', 'null') || ',"isActive":' || CASE WHEN (anon_2.revoked_at IS NULL AND anon_2.expires_at > $1::TIMESTAMP WITH TIME ZONE) THEN 'true' ELSE 'false' END || '}') AS part_0
FROM (SELECT anon_3.id AS id, anon_3.version AS version, anon_3.name AS name, anon_3.user_id AS user_id, anon_3.prefix AS prefix, anon_3.scopes AS scopes, anon_3.created_at AS created_at, anon_3.created_by_id AS created_by_id, anon_3.expires_at AS expires_at, anon_3.revoked_at AS revoked_at, anon_3.last_used_at AS last_used_at
FROM (SELECT api_key_2.id AS id, api_key_2.version AS version, api_key_2.name AS name, api_key_2.user_id AS user_id, api_key_2.prefix AS prefix, api_key_2.scopes AS scopes, api_key_2.created_at AS created_at, api_key_2.created_by_id AS created_by_id, api_key_2.expires_at AS expires_at, api_key_2.revoked_at AS revoked_at, api_key_2.last_used_at AS last_used_at
FROM api_key AS api_key_2
WHERE true ORDER BY api_key_2.created_at DESC, api_key_2.id DESC
LIMIT 11 OFFSET 0) AS anon_3 ORDER BY anon_3.created_at DESC, anon_3.id DESC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS anon_1), 'UTF8') AS root_0;
