SELECT convert_to((SELECT ('{"totalCount":' || (SELECT count(*) AS count_1
FROM contact AS contact_1
WHERE true) || ',"edges":[' || coalesce(string_agg(anon_1.part_1, ','), '') || ']}') AS concatenation_1
FROM (SELECT ('{"cursor":"' || encode(convert_to(('["Contact:name_folded+",' || CAST(to_json(anon_2.name_folded) AS TEXT) || ',"' || anon_2.id || '"]'), 'UTF8'), 'hex') || '","node":{"name":' || CAST(to_json(anon_2.name) AS TEXT) || '}}') AS part_1
FROM (SELECT anon_3.id AS id, anon_3.name AS name, anon_3.name_folded AS name_folded
FROM (SELECT contact_2.id AS id, contact_2.name AS name, contact_2.name_folded AS name_folded
FROM contact AS contact_2
WHERE true ORDER BY contact_2.name_folded ASC, contact_2.id ASC
LIMIT 11 OFFSET 0) AS anon_3 ORDER BY anon_3.name_folded ASC, anon_3.id ASC
LIMIT $1::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS root_0, convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_4.part_0, ','), '') || ']}') AS concatenation_2
FROM (SELECT ('{"name":' || CAST(to_json(anon_5.name) AS TEXT) || ',"family":' || coalesce(CAST(to_json(anon_5.family) AS TEXT), 'null') || '}') AS part_0
FROM (SELECT product_1.id AS id, product_1.name AS name, product_1.name_folded AS name_folded, product_1.family AS family
FROM product AS product_1
WHERE product_1.name_folded >= $2::VARCHAR COLLATE "C" AND product_1.name_folded < $3::VARCHAR COLLATE "C" ORDER BY product_1.name_folded ASC, product_1.id ASC
LIMIT $4::BIGINT OFFSET 0) AS anon_5 ORDER BY anon_5.name_folded ASC, anon_5.id ASC) AS anon_4), 'UTF8') AS root_1;
