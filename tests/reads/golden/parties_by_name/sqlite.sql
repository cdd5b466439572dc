SELECT CAST((SELECT format('{"nodes":[%s],"totalCount":%s}', coalesce(group_concat(anon_1.part_0, ','), ''), (SELECT count(*) AS count_1
FROM account AS account_1
WHERE account_1.name_folded LIKE ? ESCAPE '\')) AS format_1
FROM (SELECT format('{"name":%s}', json_quote(anon_2.name)) AS part_0
FROM (SELECT account_2.id AS id, account_2.name AS name, account_2.name_folded AS name_folded
FROM account AS account_2
WHERE account_2.name_folded LIKE ? ESCAPE '\' ORDER BY account_2.name_folded ASC, account_2.id ASC
LIMIT ? OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_0, CAST((SELECT format('{"nodes":[%s],"totalCount":%s}', coalesce(group_concat(anon_3.part_0, ','), ''), (SELECT count(*) AS count_2
FROM competitor AS competitor_1
WHERE competitor_1.name_folded IN (SELECT anon_4.value
FROM json_each(?) AS anon_4) AND competitor_1.name IN (SELECT anon_5.value
FROM json_each(?) AS anon_5))) AS format_2
FROM (SELECT format('{"id":"%s","name":%s}', anon_6.id, json_quote(anon_6.name)) AS part_0
FROM (SELECT competitor_2.id AS id, competitor_2.name AS name, competitor_2.name_folded AS name_folded
FROM competitor AS competitor_2
WHERE competitor_2.name_folded IN (SELECT anon_7.value
FROM json_each(?) AS anon_7) AND competitor_2.name IN (SELECT anon_8.value
FROM json_each(?) AS anon_8) ORDER BY competitor_2.name_folded ASC, competitor_2.id ASC
LIMIT ? OFFSET 0) AS anon_6) AS anon_3) AS BLOB) AS root_1, CAST((SELECT format('{"edges":[%s],"totalCount":%s}', coalesce(group_concat(anon_9.part_0, ','), ''), (SELECT count(*) AS count_3
FROM users AS users_1
WHERE users_1.name_folded LIKE ? ESCAPE '\' AND users_1.name_folded >= ? AND users_1.name_folded < ?)) AS format_3
FROM (SELECT format('{"cursor":"%s","node":{"name":%s}}', lower(hex(format('["User:name_folded+",%s,"%s"]', json_quote(anon_10.name_folded), anon_10.id))), json_quote(anon_10.name)) AS part_0
FROM (SELECT users_2.id AS id, users_2.name AS name, users_2.name_folded AS name_folded
FROM users AS users_2
WHERE users_2.name_folded LIKE ? ESCAPE '\' AND users_2.name_folded >= ? AND users_2.name_folded < ? ORDER BY users_2.name_folded ASC, users_2.id ASC
LIMIT ? OFFSET 0) AS anon_10) AS anon_9) AS BLOB) AS root_2;
