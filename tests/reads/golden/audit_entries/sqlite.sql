WITH anon_4 AS
(SELECT users_1.id AS id, format('{"name":%s}', json_quote(users_1.name)) AS item
FROM users AS users_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"nodes":[%s],"totalCount":%s,"pageInfo":{"hasNextPage":%s}}', coalesce(group_concat(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= ?), ''), (SELECT count(*) AS count_1
FROM audit_entry AS audit_entry_1
WHERE audit_entry_1.type IN (SELECT anon_2.value
FROM json_each(?) AS anon_2)), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END) AS format_1
FROM (SELECT format('{"id":"%s","type":"%s","happenedAt":"%s","actor":%s,"credential":%s,"detail":%s,"client":%s,"address":%s,"requestId":%s}', anon_3.id, anon_3.type, replace(anon_3.happened_at, '.000000Z', 'Z'), coalesce((SELECT anon_4.item
FROM anon_4
WHERE anon_4.id = anon_3.actor_id), 'null'), coalesce(json_quote(anon_3.credential), 'null'), coalesce(json_quote(anon_3.detail), 'null'), coalesce(json_quote(anon_3.client), 'null'), coalesce(json_quote(anon_3.address), 'null'), coalesce(json_quote(anon_3.request_id), 'null')) AS part_0, row_number() OVER (ORDER BY anon_3.happened_at DESC, anon_3.id DESC) AS rank, count(*) OVER () AS found
FROM (SELECT audit_entry_2.id AS id, audit_entry_2.type AS type, audit_entry_2.happened_at AS happened_at, audit_entry_2.actor_id AS actor_id, audit_entry_2.credential AS credential, audit_entry_2.detail AS detail, audit_entry_2.client AS client, audit_entry_2.address AS address, audit_entry_2.request_id AS request_id
FROM audit_entry AS audit_entry_2
WHERE audit_entry_2.type IN (SELECT anon_5.value
FROM json_each(?) AS anon_5) ORDER BY audit_entry_2.happened_at DESC, audit_entry_2.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_3) AS anon_1) AS BLOB) AS root_0;
