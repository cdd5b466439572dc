WITH anon_2 AS
(SELECT users_1.id AS id, format('{"name":%s}', json_quote(users_1.name)) AS item
FROM users AS users_1
WHERE 1 = 1),
anon_3 AS
(SELECT users_2.id AS id, format('{"name":%s}', json_quote(users_2.name)) AS item
FROM users AS users_2
WHERE 1 = 1)
SELECT CAST((SELECT format('{"nodes":[%s],"totalCount":%s}', coalesce(group_concat(anon_1.part_0, ','), ''), (SELECT count(*) AS count_1
FROM api_key AS api_key_1
WHERE 1 = 1)) AS format_1
FROM (SELECT format('{"id":"%s","version":%s,"name":%s,"user":%s,"prefix":%s,"scopes":%s,"createdAt":"%s","createdBy":%s,"expiresAt":"%s","revokedAt":%s,"lastUsedAt":%s,"isActive":%s}', api_key_2.id, api_key_2.version, json_quote(api_key_2.name), coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.id = api_key_2.user_id), 'null'), json_quote(api_key_2.prefix), api_key_2.scopes, replace(api_key_2.created_at, '.000000Z', 'Z'), coalesce((SELECT anon_3.item
FROM anon_3
WHERE anon_3.id = api_key_2.created_by_id), 'null'), replace(api_key_2.expires_at, '.000000Z', 'Z'), coalesce('"' || CAST(replace(api_key_2.revoked_at, '.000000Z', 'Z') AS TEXT) || '"', 'null'), coalesce('"' || CAST(replace(api_key_2.last_used_at, '.000000Z', 'Z') AS TEXT) || '"', 'null'), CASE WHEN (api_key_2.revoked_at IS NULL AND api_key_2.expires_at > ?) THEN 'true' ELSE 'false' END) AS part_0
FROM api_key AS api_key_2
WHERE 1 = 1 ORDER BY api_key_2.created_at DESC, api_key_2.id DESC
LIMIT ? OFFSET 0) AS anon_1) AS BLOB) AS root_0;
