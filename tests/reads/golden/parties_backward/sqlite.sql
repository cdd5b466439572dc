SELECT CAST((SELECT format('{"nodes":[%s],"pageInfo":{"hasNextPage":%s,"hasPreviousPage":%s,"startCursor":%s,"endCursor":%s}}', coalesce(group_concat(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= ?), ''), CASE WHEN ((SELECT 1
FROM users AS users_1
WHERE 1 = 1 AND (users_1.name_folded, users_1.id) >= (?, ?) ORDER BY users_1.name_folded ASC, users_1.id ASC
LIMIT 1 OFFSET 0) IS NOT NULL) THEN 'true' ELSE 'false' END, CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = CASE WHEN (anon_1.found > ?) THEN ? ELSE anon_1.found END AND anon_1.rank <= ?), 'null'), coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = 1 AND anon_1.rank <= ?), 'null')) AS format_1
FROM (SELECT format('{"name":%s,"kind":"%s"}', json_quote(anon_2.name), anon_2.kind) AS part_0, row_number() OVER (ORDER BY anon_2.name_folded DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found, format('"%s"', lower(hex(format('["User:name_folded+",%s,"%s"]', json_quote(anon_2.name_folded), anon_2.id)))) AS cursor
FROM (SELECT users_2.id AS id, users_2.kind AS kind, users_2.name AS name, users_2.name_folded AS name_folded, users_2.email AS email, users_2.manager_id AS manager_id, users_2.regional_office AS regional_office, users_2.external_id AS external_id, users_2.source AS source
FROM users AS users_2
WHERE 1 = 1 AND (users_2.name_folded, users_2.id) < (?, ?) ORDER BY users_2.name_folded DESC, users_2.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1) AS BLOB) AS root_0, CAST((SELECT format('{"nodes":[%s],"pageInfo":{"hasPreviousPage":%s,"endCursor":%s}}', coalesce(group_concat(anon_3.part_0, ',') FILTER (WHERE anon_3.rank <= ?), ''), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, coalesce(max(anon_3.cursor) FILTER (WHERE anon_3.rank = 1 AND anon_3.rank <= ?), 'null')) AS format_2
FROM (SELECT format('{"name":%s}', json_quote(anon_4.name)) AS part_0, row_number() OVER (ORDER BY anon_4.name_folded DESC, anon_4.id DESC) AS rank, count(*) OVER () AS found, format('"%s"', lower(hex(format('["Competitor:name_folded+",%s,"%s"]', json_quote(anon_4.name_folded), anon_4.id)))) AS cursor
FROM (SELECT competitor_1.id AS id, competitor_1.name AS name, competitor_1.name_folded AS name_folded
FROM competitor AS competitor_1
WHERE 1 = 1 ORDER BY competitor_1.name_folded DESC, competitor_1.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_4 ORDER BY anon_4.name_folded ASC, anon_4.id ASC) AS anon_3) AS BLOB) AS root_1;
