SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || '],"totalCount":' || (SELECT count(*) AS count_1
FROM account AS account_1
WHERE account_1.name_folded LIKE $1::VARCHAR ESCAPE '\') || '}') AS concatenation_1
FROM (SELECT ('{"name":' || CAST(to_json(anon_2.name) AS TEXT) || '}') AS part_0
FROM (SELECT account_2.id AS id, account_2.name AS name, account_2.name_folded AS name_folded
FROM account AS account_2
WHERE account_2.name_folded LIKE $1::VARCHAR ESCAPE '\' ORDER BY account_2.name_folded ASC, account_2.id ASC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS root_0, convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_3.part_0, ','), '') || '],"totalCount":' || (SELECT count(*) AS count_2
FROM competitor AS competitor_1
WHERE competitor_1.name_folded = any($3::TEXT[]) AND competitor_1.name = any($4::TEXT[])) || '}') AS concatenation_2
FROM (SELECT ('{"id":"' || anon_4.id || '","name":' || CAST(to_json(anon_4.name) AS TEXT) || '}') AS part_0
FROM (SELECT anon_5.id AS id, anon_5.name AS name, anon_5.name_folded AS name_folded
FROM (SELECT competitor_2.id AS id, competitor_2.name AS name, competitor_2.name_folded AS name_folded
FROM competitor AS competitor_2
WHERE competitor_2.name_folded = any($3::TEXT[]) AND competitor_2.name = any($4::TEXT[]) ORDER BY competitor_2.name_folded ASC, competitor_2.id ASC
LIMIT 101 OFFSET 0) AS anon_5 ORDER BY anon_5.name_folded ASC, anon_5.id ASC
LIMIT $5::BIGINT OFFSET 0) AS anon_4 ORDER BY anon_4.name_folded ASC, anon_4.id ASC) AS anon_3), 'UTF8') AS root_1, convert_to((SELECT ('{"edges":[' || coalesce(string_agg(anon_6.part_0, ','), '') || '],"totalCount":' || (SELECT count(*) AS count_3
FROM users AS users_1
WHERE users_1.name_folded LIKE $6::VARCHAR ESCAPE '\' AND users_1.name_folded >= $7::VARCHAR COLLATE "C" AND users_1.name_folded < $8::VARCHAR COLLATE "C") || '}') AS concatenation_3
FROM (SELECT ('{"cursor":"' || encode(convert_to(('["User:name_folded+",' || CAST(to_json(anon_7.name_folded) AS TEXT) || ',"' || anon_7.id || '"]'), 'UTF8'), 'hex') || '","node":{"name":' || CAST(to_json(anon_7.name) AS TEXT) || '}}') AS part_0
FROM (SELECT users_2.id AS id, users_2.name AS name, users_2.name_folded AS name_folded
FROM users AS users_2
WHERE users_2.name_folded LIKE $6::VARCHAR ESCAPE '\' AND users_2.name_folded >= $7::VARCHAR COLLATE "C" AND users_2.name_folded < $8::VARCHAR COLLATE "C" ORDER BY users_2.name_folded ASC, users_2.id ASC
LIMIT $9::BIGINT OFFSET 0) AS anon_7 ORDER BY anon_7.name_folded ASC, anon_7.id ASC) AS anon_6), 'UTF8') AS root_2;
