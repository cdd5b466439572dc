SELECT CAST((SELECT format('{"nodes":[%s],"pageInfo":{"hasNextPage":%s,"hasPreviousPage":%s,"startCursor":%s,"endCursor":%s}}', coalesce(group_concat(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= ?), ''), CASE WHEN ((SELECT 1
FROM (SELECT users_1.id AS id, users_1.name_folded AS name_folded
FROM users AS users_1
WHERE 1 = 1 AND (users_1.name_folded, users_1.id) >= (?, ?) ORDER BY users_1.name_folded ASC, users_1.id ASC
LIMIT 1 OFFSET 0) AS anon_2) IS NOT NULL) THEN 'true' ELSE 'false' END, CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = CASE WHEN (anon_1.found > ?) THEN ? ELSE anon_1.found END AND anon_1.rank <= ?), 'null'), coalesce(max(anon_1.cursor) FILTER (WHERE anon_1.rank = 1 AND anon_1.rank <= ?), 'null')) AS format_1
FROM (SELECT format('{"name":%s,"kind":"%s"}', json_quote(anon_3.name), anon_3.kind) AS part_0, row_number() OVER (ORDER BY anon_3.name_folded DESC, anon_3.id DESC) AS rank, count(*) OVER () AS found, CASE WHEN (row_number() OVER (ORDER BY anon_3.name_folded DESC, anon_3.id DESC) = 1 OR row_number() OVER (ORDER BY anon_3.name_folded DESC, anon_3.id DESC) = ? OR row_number() OVER (ORDER BY anon_3.name_folded DESC, anon_3.id DESC) = count(*) OVER ()) THEN format('"%s"', lower(hex(format('["User:name_folded+",%s,"%s"]', json_quote(anon_3.name_folded), anon_3.id)))) END AS cursor
FROM (SELECT users_2.id AS id, users_2.kind AS kind, users_2.name AS name, users_2.name_folded AS name_folded
FROM users AS users_2
WHERE 1 = 1 AND (users_2.name_folded, users_2.id) < (?, ?) ORDER BY users_2.name_folded DESC, users_2.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_3 ORDER BY anon_3.name_folded ASC, anon_3.id ASC) AS anon_1) AS BLOB) AS root_0, CAST((SELECT format('{"nodes":[%s],"pageInfo":{"hasPreviousPage":%s,"endCursor":%s}}', coalesce(group_concat(anon_4.part_0, ',') FILTER (WHERE anon_4.rank <= ?), ''), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, coalesce(max(anon_4.cursor) FILTER (WHERE anon_4.rank = 1 AND anon_4.rank <= ?), 'null')) AS format_2
FROM (SELECT format('{"name":%s}', json_quote(anon_5.name)) AS part_0, row_number() OVER (ORDER BY anon_5.name_folded DESC, anon_5.id DESC) AS rank, count(*) OVER () AS found, CASE WHEN (row_number() OVER (ORDER BY anon_5.name_folded DESC, anon_5.id DESC) = 1) THEN format('"%s"', lower(hex(format('["Competitor:name_folded+",%s,"%s"]', json_quote(anon_5.name_folded), anon_5.id)))) END AS cursor
FROM (SELECT competitor_1.id AS id, competitor_1.name AS name, competitor_1.name_folded AS name_folded
FROM competitor AS competitor_1
WHERE 1 = 1 ORDER BY competitor_1.name_folded DESC, competitor_1.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_5 ORDER BY anon_5.name_folded ASC, anon_5.id ASC) AS anon_4) AS BLOB) AS root_1;
