SELECT CAST((SELECT format('{"id":"%s"}', users_1.id) AS format_1
FROM users AS users_1
WHERE users_1.id = ?) AS BLOB) AS root_0, CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_2
FROM (SELECT format('{"id":"%s"}', opportunity_1.id) AS part_0
FROM opportunity AS opportunity_1
WHERE 1 = 1 ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT ? OFFSET 0) AS anon_1) AS BLOB) AS root_1, CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_2.part_0, ','), '')) AS format_3
FROM (SELECT format('{"id":"%s","updatedAt":"%s"}', opportunity_2.id, replace(opportunity_2.updated_at, '.000000Z', 'Z')) AS part_0
FROM opportunity AS opportunity_2
WHERE 1 = 1 ORDER BY opportunity_2.updated_at DESC, opportunity_2.id DESC
LIMIT ? OFFSET 0) AS anon_2) AS BLOB) AS root_2, CAST((SELECT format('{"totalCount":%s}', (SELECT count(*) AS count_1
FROM quote AS quote_1
WHERE quote_1.opportunity_id = ?)) AS format_4) AS BLOB) AS root_3;
