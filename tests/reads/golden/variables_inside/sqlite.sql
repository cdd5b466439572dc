SELECT CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_1
FROM (SELECT format('{"name":%s}', json_quote(anon_2.name)) AS part_0
FROM (SELECT opportunity_1.id AS id, opportunity_1.name AS name, opportunity_1.name_folded AS name_folded
FROM opportunity AS opportunity_1
WHERE opportunity_1.name_folded LIKE ? ESCAPE '\' AND (opportunity_1.state IN (SELECT anon_3.value
FROM json_each(?) AS anon_3) OR opportunity_1.currency IN (SELECT anon_4.value
FROM json_each(?) AS anon_4)) ORDER BY opportunity_1.name_folded ASC, opportunity_1.id ASC
LIMIT ? OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_0;
