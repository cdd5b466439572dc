SELECT CAST((SELECT format('{"nodes":%s,"pageInfo":{"hasNextPage":%s,"hasPreviousPage":%s,"startCursor":%s,"endCursor":%s}}', format('[%s]', coalesce(group_concat(anon_2.part_0, ',') FILTER (WHERE anon_2.rank <= ?), '')), CASE WHEN ((SELECT 1
FROM users AS users_1
WHERE 1 = 1 AND (users_1.name_folded, users_1.id) >= (?, ?) ORDER BY users_1.name_folded ASC, users_1.id ASC
LIMIT 1 OFFSET 0) IS NOT NULL) THEN 'true' ELSE 'false' END, CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, coalesce(max(anon_2.cursor) FILTER (WHERE anon_2.rank = CASE WHEN (anon_2.found > ?) THEN ? ELSE anon_2.found END AND anon_2.rank <= ?), 'null'), coalesce(max(anon_2.cursor) FILTER (WHERE anon_2.rank = 1 AND anon_2.rank <= ?), 'null')) AS format_1
FROM (SELECT format('{"name":%s,"kind":%s}', json_quote(anon_3.name), '"' || CAST(anon_3.kind AS TEXT) || '"') AS part_0, row_number() OVER (ORDER BY anon_3.name_folded DESC, anon_3.id DESC) AS rank, count(*) OVER () AS found, '"' || CAST(lower(hex(format('["User:name_folded+",%s,%s]', json_quote(anon_3.name_folded), '"' || CAST(anon_3.id AS TEXT) || '"'))) AS TEXT) || '"' AS cursor
FROM (SELECT users_2.id AS id, users_2.kind AS kind, users_2.name AS name, users_2.name_folded AS name_folded, users_2.email AS email, users_2.manager_id AS manager_id, users_2.regional_office AS regional_office, users_2.external_id AS external_id, users_2.source AS source
FROM users AS users_2
WHERE 1 = 1 AND (users_2.name_folded, users_2.id) < (?, ?) ORDER BY users_2.name_folded DESC, users_2.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_3 ORDER BY anon_3.name_folded ASC, anon_3.id ASC) AS anon_2) AS BLOB) AS anon_1;

SELECT CAST((SELECT format('{"nodes":%s,"pageInfo":{"hasPreviousPage":%s,"endCursor":%s}}', format('[%s]', coalesce(group_concat(anon_2.part_0, ',') FILTER (WHERE anon_2.rank <= ?), '')), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, coalesce(max(anon_2.cursor) FILTER (WHERE anon_2.rank = 1 AND anon_2.rank <= ?), 'null')) AS format_1
FROM (SELECT format('{"name":%s}', json_quote(anon_3.name)) AS part_0, row_number() OVER (ORDER BY anon_3.name_folded DESC, anon_3.id DESC) AS rank, count(*) OVER () AS found, '"' || CAST(lower(hex(format('["Competitor:name_folded+",%s,%s]', json_quote(anon_3.name_folded), '"' || CAST(anon_3.id AS TEXT) || '"'))) AS TEXT) || '"' AS cursor
FROM (SELECT competitor_1.id AS id, competitor_1.name AS name, competitor_1.name_folded AS name_folded
FROM competitor AS competitor_1
WHERE 1 = 1 ORDER BY competitor_1.name_folded DESC, competitor_1.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_3 ORDER BY anon_3.name_folded ASC, anon_3.id ASC) AS anon_2) AS BLOB) AS anon_1;
