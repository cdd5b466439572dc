WITH anon_2 AS
(SELECT users_2.id AS id, format('{"id":"%s"}', users_2.id) AS item
FROM users AS users_2
WHERE 1 = 1),
anon_1 AS
(SELECT users_1.id AS id, format('{"id":"%s","name":%s,"manager":%s}', users_1.id, json_quote(users_1.name), coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.id = users_1.manager_id), 'null')) AS item
FROM users AS users_1
WHERE 1 = 1),
anon_4 AS
(SELECT status_reason_1.id AS id, format('{"code":%s}', json_quote(status_reason_1.code)) AS item
FROM status_reason AS status_reason_1
WHERE 1 = 1),
anon_5 AS
(SELECT status_reason_2.id AS id, format('{"code":%s}', json_quote(status_reason_2.code)) AS item
FROM status_reason AS status_reason_2
WHERE 1 = 1)
SELECT CAST((SELECT format('{"id":"%s","owner":%s,"quotes":%s,"name":%s,"statusReason":%s}', opportunity_1.id, coalesce((SELECT anon_1.item
FROM anon_1
WHERE anon_1.id = opportunity_1.owner_id), 'null'), (SELECT format('{"nodes":[%s],"totalCount":%s}', coalesce(group_concat(anon_3.part_0, ','), ''), (SELECT count(*) AS count_1
FROM quote AS quote_1
WHERE quote_1.opportunity_id = opportunity_1.id AND 1 = 1)) AS format_2
FROM (SELECT format('{"id":"%s","number":%s,"statusReason":%s}', quote_2.id, json_quote(quote_2.number), coalesce((SELECT anon_4.item
FROM anon_4
WHERE anon_4.id = quote_2.status_reason_id), 'null')) AS part_0
FROM quote AS quote_2
WHERE quote_2.opportunity_id = opportunity_1.id AND 1 = 1 ORDER BY quote_2.created_at DESC, quote_2.id DESC
LIMIT ? OFFSET 0) AS anon_3), json_quote(opportunity_1.name), coalesce((SELECT anon_5.item
FROM anon_5
WHERE anon_5.id = opportunity_1.status_reason_id), 'null')) AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS root_0;
