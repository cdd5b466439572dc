SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || '],"totalCount":' || (SELECT count(*) AS count_1
FROM account AS account_1
WHERE account_1.name_folded LIKE $1::VARCHAR ESCAPE '\') || '}') AS concatenation_1
FROM (SELECT ('{"name":' || CAST(to_json(anon_2.name) AS TEXT) || '}') AS part_0
FROM (SELECT anon_3.id AS id, anon_3.name AS name, anon_3.name_folded AS name_folded, anon_3.sector AS sector, anon_3.year_established AS year_established, anon_3.annual_revenue AS annual_revenue, anon_3.currency AS currency, anon_3.employees AS employees, anon_3.office_location AS office_location, anon_3.parent_id AS parent_id, anon_3.external_id AS external_id, anon_3.source AS source
FROM (SELECT account_2.id AS id, account_2.name AS name, account_2.name_folded AS name_folded, account_2.sector AS sector, account_2.year_established AS year_established, account_2.annual_revenue AS annual_revenue, account_2.currency AS currency, account_2.employees AS employees, account_2.office_location AS office_location, account_2.parent_id AS parent_id, account_2.external_id AS external_id, account_2.source AS source
FROM account AS account_2
WHERE account_2.name_folded LIKE $1::VARCHAR ESCAPE '\' ORDER BY account_2.name_folded ASC, account_2.id ASC
LIMIT 101 OFFSET 0) AS anon_3 ORDER BY anon_3.name_folded ASC, anon_3.id ASC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS root_0, convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_4.part_0, ','), '') || '],"totalCount":' || (SELECT count(*) AS count_2
FROM competitor AS competitor_1
WHERE competitor_1.name_folded = any($3::TEXT[]) AND competitor_1.name = any($4::TEXT[])) || '}') AS concatenation_2
FROM (SELECT ('{"id":"' || anon_5.id || '","name":' || CAST(to_json(anon_5.name) AS TEXT) || '}') AS part_0
FROM (SELECT anon_6.id AS id, anon_6.name AS name, anon_6.name_folded AS name_folded
FROM (SELECT competitor_2.id AS id, competitor_2.name AS name, competitor_2.name_folded AS name_folded
FROM competitor AS competitor_2
WHERE competitor_2.name_folded = any($3::TEXT[]) AND competitor_2.name = any($4::TEXT[]) ORDER BY competitor_2.name_folded ASC, competitor_2.id ASC
LIMIT 101 OFFSET 0) AS anon_6 ORDER BY anon_6.name_folded ASC, anon_6.id ASC
LIMIT $5::BIGINT OFFSET 0) AS anon_5 ORDER BY anon_5.name_folded ASC, anon_5.id ASC) AS anon_4), 'UTF8') AS root_1, convert_to((SELECT ('{"edges":[' || coalesce(string_agg(anon_7.part_0, ','), '') || '],"totalCount":' || (SELECT count(*) AS count_3
FROM users AS users_1
WHERE users_1.name_folded LIKE $6::VARCHAR ESCAPE '\' AND users_1.name_folded >= $7::VARCHAR COLLATE "C" AND users_1.name_folded < $8::VARCHAR COLLATE "C") || '}') AS concatenation_3
FROM (SELECT ('{"cursor":"' || encode(convert_to(('["User:name_folded+",' || CAST(to_json(anon_8.name_folded) AS TEXT) || ',"' || anon_8.id || '"]'), 'UTF8'), 'hex') || '","node":{"name":' || CAST(to_json(anon_8.name) AS TEXT) || '}}') AS part_0
FROM (SELECT anon_9.id AS id, anon_9.kind AS kind, anon_9.name AS name, anon_9.name_folded AS name_folded, anon_9.email AS email, anon_9.manager_id AS manager_id, anon_9.regional_office AS regional_office, anon_9.external_id AS external_id, anon_9.source AS source
FROM (SELECT users_2.id AS id, users_2.kind AS kind, users_2.name AS name, users_2.name_folded AS name_folded, users_2.email AS email, users_2.manager_id AS manager_id, users_2.regional_office AS regional_office, users_2.external_id AS external_id, users_2.source AS source
FROM users AS users_2
WHERE users_2.name_folded LIKE $6::VARCHAR ESCAPE '\' AND users_2.name_folded >= $7::VARCHAR COLLATE "C" AND users_2.name_folded < $8::VARCHAR COLLATE "C" ORDER BY users_2.name_folded ASC, users_2.id ASC
LIMIT 101 OFFSET 0) AS anon_9 ORDER BY anon_9.name_folded ASC, anon_9.id ASC
LIMIT $9::BIGINT OFFSET 0) AS anon_8 ORDER BY anon_8.name_folded ASC, anon_8.id ASC) AS anon_7), 'UTF8') AS root_2;
