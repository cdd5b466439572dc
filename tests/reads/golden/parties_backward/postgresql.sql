SELECT convert_to((SELECT format('{"nodes":%s,"pageInfo":{"hasNextPage":%s,"hasPreviousPage":%s,"startCursor":%s,"endCursor":%s}}', format('[%s]', coalesce(string_agg(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '')), CASE WHEN ((SELECT 1
FROM users AS users_1
WHERE true AND (users_1.name_folded, users_1.id) >= ($2::VARCHAR COLLATE "C", $3::VARCHAR) ORDER BY users_1.name_folded ASC, users_1.id ASC
LIMIT 1 OFFSET 0) IS NOT NULL) THEN 'true' ELSE 'false' END, CASE WHEN (count(*) > $1::BIGINT) THEN 'true' ELSE 'false' END, coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = CASE WHEN (anon_1.found > $1::BIGINT) THEN $1::BIGINT ELSE anon_1.found END AND anon_1.rank <= $1::BIGINT), 'null'), coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = 1 AND anon_1.rank <= $1::BIGINT), 'null')) AS format_1
FROM (SELECT format('{"name":%s,"kind":%s}', CAST(to_json(anon_2.name) AS TEXT), '"' || CAST(anon_2.kind AS TEXT) || '"') AS part_0, row_number() OVER (ORDER BY anon_2.name_folded DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found, '"' || CAST(encode(convert_to(format('["User:name_folded+",%s,%s]', CAST(to_json(anon_2.name_folded) AS TEXT), '"' || CAST(anon_2.id AS TEXT) || '"'), 'UTF8'), 'hex') AS TEXT) || '"' AS cursor
FROM (SELECT users_2.id AS id, users_2.kind AS kind, users_2.name AS name, users_2.name_folded AS name_folded, users_2.email AS email, users_2.manager_id AS manager_id, users_2.regional_office AS regional_office, users_2.external_id AS external_id, users_2.source AS source
FROM users AS users_2
WHERE true AND (users_2.name_folded, users_2.id) < ($2::VARCHAR COLLATE "C", $3::VARCHAR) ORDER BY users_2.name_folded DESC, users_2.id DESC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"nodes":%s,"pageInfo":{"hasPreviousPage":%s,"endCursor":%s}}', format('[%s]', coalesce(string_agg(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '')), CASE WHEN (count(*) > $1::BIGINT) THEN 'true' ELSE 'false' END, coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = 1 AND anon_1.rank <= $1::BIGINT), 'null')) AS format_1
FROM (SELECT format('{"name":%s}', CAST(to_json(anon_2.name) AS TEXT)) AS part_0, row_number() OVER (ORDER BY anon_2.name_folded DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found, '"' || CAST(encode(convert_to(format('["Competitor:name_folded+",%s,%s]', CAST(to_json(anon_2.name_folded) AS TEXT), '"' || CAST(anon_2.id AS TEXT) || '"'), 'UTF8'), 'hex') AS TEXT) || '"' AS cursor
FROM (SELECT competitor_1.id AS id, competitor_1.name AS name, competitor_1.name_folded AS name_folded
FROM competitor AS competitor_1
WHERE true ORDER BY competitor_1.name_folded DESC, competitor_1.id DESC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS convert_to_1;
