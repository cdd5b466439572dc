SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '') || '],"pageInfo":{"hasNextPage":' || CASE WHEN ((SELECT 1
FROM users AS users_1
WHERE true AND (users_1.name_folded, users_1.id) >= ($2::VARCHAR COLLATE "C", $3::VARCHAR) ORDER BY users_1.name_folded ASC, users_1.id ASC
LIMIT 1 OFFSET 0) IS NOT NULL) THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN (count(*) > $1::BIGINT) THEN 'true' ELSE 'false' END || ',"startCursor":' || coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = CASE WHEN (anon_1.found > $1::BIGINT) THEN $1::BIGINT ELSE anon_1.found END AND anon_1.rank <= $1::BIGINT), 'null') || ',"endCursor":' || coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = 1 AND anon_1.rank <= $1::BIGINT), 'null') || '}}') AS concatenation_1
FROM (SELECT ('{"name":' || CAST(to_json(anon_2.name) AS TEXT) || ',"kind":"' || anon_2.kind || '"}') AS part_0, row_number() OVER (ORDER BY anon_2.name_folded DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found, ('"' || encode(convert_to(('["User:name_folded+",' || CAST(to_json(anon_2.name_folded) AS TEXT) || ',"' || anon_2.id || '"]'), 'UTF8'), 'hex') || '"') AS cursor
FROM (SELECT anon_3.id AS id, anon_3.kind AS kind, anon_3.name AS name, anon_3.name_folded AS name_folded, anon_3.email AS email, anon_3.manager_id AS manager_id, anon_3.regional_office AS regional_office, anon_3.external_id AS external_id, anon_3.source AS source
FROM (SELECT users_2.id AS id, users_2.kind AS kind, users_2.name AS name, users_2.name_folded AS name_folded, users_2.email AS email, users_2.manager_id AS manager_id, users_2.regional_office AS regional_office, users_2.external_id AS external_id, users_2.source AS source
FROM users AS users_2
WHERE true AND (users_2.name_folded, users_2.id) < ($2::VARCHAR COLLATE "C", $3::VARCHAR) ORDER BY users_2.name_folded DESC, users_2.id DESC
LIMIT 101 OFFSET 0) AS anon_3 ORDER BY anon_3.name_folded DESC, anon_3.id DESC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS root_0, convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_4.part_0, ',') FILTER (WHERE anon_4.rank <= $4::BIGINT), '') || '],"pageInfo":{"hasPreviousPage":' || CASE WHEN (count(*) > $4::BIGINT) THEN 'true' ELSE 'false' END || ',"endCursor":' || coalesce(max(anon_4.cursor) FILTER (WHERE anon_4.rank = 1 AND anon_4.rank <= $4::BIGINT), 'null') || '}}') AS concatenation_2
FROM (SELECT ('{"name":' || CAST(to_json(anon_5.name) AS TEXT) || '}') AS part_0, row_number() OVER (ORDER BY anon_5.name_folded DESC, anon_5.id DESC) AS rank, count(*) OVER () AS found, ('"' || encode(convert_to(('["Competitor:name_folded+",' || CAST(to_json(anon_5.name_folded) AS TEXT) || ',"' || anon_5.id || '"]'), 'UTF8'), 'hex') || '"') AS cursor
FROM (SELECT anon_6.id AS id, anon_6.name AS name, anon_6.name_folded AS name_folded
FROM (SELECT competitor_1.id AS id, competitor_1.name AS name, competitor_1.name_folded AS name_folded
FROM competitor AS competitor_1
WHERE true ORDER BY competitor_1.name_folded DESC, competitor_1.id DESC
LIMIT 101 OFFSET 0) AS anon_6 ORDER BY anon_6.name_folded DESC, anon_6.id DESC
LIMIT $4::BIGINT + 1 OFFSET 0) AS anon_5 ORDER BY anon_5.name_folded ASC, anon_5.id ASC) AS anon_4), 'UTF8') AS root_1;
