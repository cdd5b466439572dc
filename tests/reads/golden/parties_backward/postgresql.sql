SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '') || '],"pageInfo":{"hasNextPage":' || CASE WHEN ((SELECT 1
FROM (SELECT anon_3.id AS id, anon_3.name_folded AS name_folded
FROM (SELECT users_1.id AS id, users_1.name_folded AS name_folded
FROM users AS users_1
WHERE true AND (users_1.name_folded, users_1.id) >= ($2::VARCHAR COLLATE "C", $3::VARCHAR) ORDER BY users_1.name_folded ASC, users_1.id ASC
LIMIT 11 OFFSET 0) AS anon_3 ORDER BY anon_3.name_folded ASC, anon_3.id ASC
LIMIT 1 OFFSET 0) AS anon_2) IS NOT NULL) THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN (count(*) > $1::BIGINT) THEN 'true' ELSE 'false' END || ',"startCursor":' || coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = CASE WHEN (anon_1.found > $1::BIGINT) THEN $1::BIGINT ELSE anon_1.found END AND anon_1.rank <= $1::BIGINT), 'null') || ',"endCursor":' || coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = 1 AND anon_1.rank <= $1::BIGINT), 'null') || '}}') AS concatenation_1
FROM (SELECT ('{"name":' || CAST(to_json(anon_4.name) AS TEXT) || ',"kind":"' || anon_4.kind || '"}') AS part_0, row_number() OVER (ORDER BY anon_4.name_folded DESC, anon_4.id DESC) AS rank, count(*) OVER () AS found, CASE WHEN (row_number() OVER (ORDER BY anon_4.name_folded DESC, anon_4.id DESC) = 1 OR row_number() OVER (ORDER BY anon_4.name_folded DESC, anon_4.id DESC) = $1::BIGINT OR row_number() OVER (ORDER BY anon_4.name_folded DESC, anon_4.id DESC) = count(*) OVER ()) THEN ('"' || encode(convert_to(('["User:name_folded+",' || CAST(to_json(anon_4.name_folded) AS TEXT) || ',"' || anon_4.id || '"]'), 'UTF8'), 'hex') || '"') END AS cursor
FROM (SELECT anon_5.id AS id, anon_5.kind AS kind, anon_5.name AS name, anon_5.name_folded AS name_folded
FROM (SELECT users_2.id AS id, users_2.kind AS kind, users_2.name AS name, users_2.name_folded AS name_folded
FROM users AS users_2
WHERE true AND (users_2.name_folded, users_2.id) < ($2::VARCHAR COLLATE "C", $3::VARCHAR) ORDER BY users_2.name_folded DESC, users_2.id DESC
LIMIT 11 OFFSET 0) AS anon_5 ORDER BY anon_5.name_folded DESC, anon_5.id DESC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_4 ORDER BY anon_4.name_folded ASC, anon_4.id ASC) AS anon_1), 'UTF8') AS root_0, convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_6.part_0, ',') FILTER (WHERE anon_6.rank <= $4::BIGINT), '') || '],"pageInfo":{"hasPreviousPage":' || CASE WHEN (count(*) > $4::BIGINT) THEN 'true' ELSE 'false' END || ',"endCursor":' || coalesce(max(anon_6.cursor) FILTER (WHERE anon_6.rank = 1 AND anon_6.rank <= $4::BIGINT), 'null') || '}}') AS concatenation_2
FROM (SELECT ('{"name":' || CAST(to_json(anon_7.name) AS TEXT) || '}') AS part_0, row_number() OVER (ORDER BY anon_7.name_folded DESC, anon_7.id DESC) AS rank, count(*) OVER () AS found, CASE WHEN (row_number() OVER (ORDER BY anon_7.name_folded DESC, anon_7.id DESC) = 1) THEN ('"' || encode(convert_to(('["Competitor:name_folded+",' || CAST(to_json(anon_7.name_folded) AS TEXT) || ',"' || anon_7.id || '"]'), 'UTF8'), 'hex') || '"') END AS cursor
FROM (SELECT anon_8.id AS id, anon_8.name AS name, anon_8.name_folded AS name_folded
FROM (SELECT competitor_1.id AS id, competitor_1.name AS name, competitor_1.name_folded AS name_folded
FROM competitor AS competitor_1
WHERE true ORDER BY competitor_1.name_folded DESC, competitor_1.id DESC
LIMIT 11 OFFSET 0) AS anon_8 ORDER BY anon_8.name_folded DESC, anon_8.id DESC
LIMIT $4::BIGINT + 1 OFFSET 0) AS anon_7 ORDER BY anon_7.name_folded ASC, anon_7.id ASC) AS anon_6), 'UTF8') AS root_1;
