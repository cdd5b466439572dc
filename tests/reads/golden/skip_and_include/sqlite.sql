WITH anon_2 AS
(SELECT users_1.id AS id, format('{"id":"%s"}', users_1.id) AS item
FROM users AS users_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_1
FROM (SELECT format('{"id":"%s","state":"%s","owner":%s}', opportunity_1.id, opportunity_1.state, coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.id = opportunity_1.owner_id), 'null')) AS part_0
FROM opportunity AS opportunity_1
WHERE 1 = 1 ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT ? OFFSET 0) AS anon_1) AS BLOB) AS root_0;
