SELECT CAST((SELECT format('{"totalCount":%s,"edges":[%s]}', (SELECT count(*) AS count_1
FROM contact AS contact_1
WHERE 1 = 1), coalesce(group_concat(anon_1.part_1, ','), '')) AS format_1
FROM (SELECT format('{"cursor":"%s","node":{"name":%s}}', lower(hex(format('["Contact:name_folded+",%s,"%s"]', json_quote(contact_2.name_folded), contact_2.id))), json_quote(contact_2.name)) AS part_1
FROM contact AS contact_2
WHERE 1 = 1 ORDER BY contact_2.name_folded ASC, contact_2.id ASC
LIMIT ? OFFSET 0) AS anon_1) AS BLOB) AS root_0, CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_2.part_0, ','), '')) AS format_2
FROM (SELECT format('{"name":%s,"family":%s}', json_quote(anon_3.name), coalesce(json_quote(anon_3.family), 'null')) AS part_0
FROM (SELECT product_1.id AS id, product_1.name AS name, product_1.name_folded AS name_folded, product_1.family AS family
FROM product AS product_1
WHERE product_1.name_folded >= ? AND product_1.name_folded < ? ORDER BY product_1.name_folded ASC, product_1.id ASC
LIMIT ? OFFSET 0) AS anon_3) AS anon_2) AS BLOB) AS root_1;
