WITH anon_6 AS
(SELECT users_4.id AS id, format('{"name":%s}', json_quote(users_4.name)) AS item
FROM users AS users_4
WHERE 1 = 1),
anon_5 AS
(SELECT users_3.id AS id, format('{"manager":%s,"name":%s}', coalesce((SELECT anon_6.item
FROM anon_6
WHERE anon_6.id = users_3.manager_id), 'null'), json_quote(users_3.name)) AS item
FROM users AS users_3
WHERE 1 = 1),
anon_4 AS
(SELECT users_2.id AS id, format('{"manager":%s}', coalesce((SELECT anon_5.item
FROM anon_5
WHERE anon_5.id = users_2.manager_id), 'null')) AS item
FROM users AS users_2
WHERE 1 = 1),
anon_3 AS
(SELECT users_1.id AS id, format('{"manager":%s}', coalesce((SELECT anon_4.item
FROM anon_4
WHERE anon_4.id = users_1.manager_id), 'null')) AS item
FROM users AS users_1
WHERE 1 = 1),
anon_2 AS
(SELECT quote_close_1.quote_id AS quote_id, format('{"closedBy":%s}', coalesce((SELECT anon_3.item
FROM anon_3
WHERE anon_3.id = quote_close_1.closed_by_id), 'null')) AS item
FROM quote_close AS quote_close_1
WHERE 1 = 1),
anon_8 AS
(SELECT users_5.id AS id, format('{"kind":"%s"}', users_5.kind) AS item
FROM users AS users_5
WHERE 1 = 1),
anon_10 AS
(SELECT account_2.id AS id, format('{"name":%s,"officeLocation":%s}', json_quote(account_2.name), coalesce(json_quote(account_2.office_location), 'null')) AS item
FROM account AS account_2
WHERE 1 = 1),
anon_9 AS
(SELECT account_1.id AS id, format('{"parent":%s}', coalesce((SELECT anon_10.item
FROM anon_10
WHERE anon_10.id = account_1.parent_id), 'null')) AS item
FROM account AS account_1
WHERE 1 = 1),
anon_7 AS
(SELECT opportunity_1.id AS id, format('{"owner":%s,"account":%s}', coalesce((SELECT anon_8.item
FROM anon_8
WHERE anon_8.id = opportunity_1.owner_id), 'null'), coalesce((SELECT anon_9.item
FROM anon_9
WHERE anon_9.id = opportunity_1.account_id), 'null')) AS item
FROM opportunity AS opportunity_1
WHERE 1 = 1),
anon_1 AS
(SELECT quote_1.id AS id, format('{"close":%s,"opportunity":%s}', coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.quote_id = quote_1.id), 'null'), coalesce((SELECT anon_7.item
FROM anon_7
WHERE anon_7.id = quote_1.opportunity_id), 'null')) AS item
FROM quote AS quote_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"quote":%s}', coalesce((SELECT anon_1.item
FROM anon_1
WHERE anon_1.id = quote_line_1.quote_id), 'null')) AS format_1
FROM quote_line AS quote_line_1
WHERE quote_line_1.id = ?) AS BLOB) AS root_0;
