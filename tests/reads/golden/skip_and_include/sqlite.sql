WITH anon_3 AS
(SELECT users_1.id AS id, format('{"id":"%s"}', users_1.id) AS item
FROM users AS users_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_1
FROM (SELECT format('{"id":"%s","state":"%s","owner":%s}', anon_2.id, anon_2.state, coalesce((SELECT anon_3.item
FROM anon_3
WHERE anon_3.id = anon_2.owner_id), 'null')) AS part_0
FROM (SELECT opportunity_1.id AS id, opportunity_1.owner_id AS owner_id, opportunity_1.state AS state, opportunity_1.created_at AS created_at
FROM opportunity AS opportunity_1
WHERE 1 = 1 ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT ? OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_0;
