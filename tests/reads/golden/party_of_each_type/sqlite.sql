WITH anon_1 AS
(SELECT account_1.id AS id, format('{"name":%s,"contacts":%s}', json_quote(account_1.name), (SELECT format('{"totalCount":%s,"nodes":[%s]}', (SELECT count(*) AS count_1
FROM contact AS contact_2
WHERE contact_2.account_id = account_1.id AND contact_2.name_folded LIKE ? ESCAPE '\'), coalesce(group_concat(anon_2.part_1, ','), '')) AS format_2
FROM (SELECT format('{"name":%s}', json_quote(anon_3.name)) AS part_1
FROM (SELECT contact_3.id AS id, contact_3.name AS name, contact_3.name_folded AS name_folded
FROM contact AS contact_3
WHERE contact_3.account_id = account_1.id AND contact_3.name_folded LIKE ? ESCAPE '\' ORDER BY contact_3.name_folded ASC, contact_3.id ASC
LIMIT ? OFFSET 0) AS anon_3) AS anon_2)) AS item
FROM account AS account_1
WHERE 1 = 1),
anon_4 AS
(SELECT users_2.id AS id, format('{"name":%s}', json_quote(users_2.name)) AS item
FROM users AS users_2
WHERE 1 = 1)
SELECT CAST((SELECT format('{"version":%s,"name":%s,"email":%s,"phone":%s,"account":%s}', contact_1.version, json_quote(contact_1.name), coalesce(json_quote(contact_1.email), 'null'), coalesce(json_quote(contact_1.phone), 'null'), coalesce((SELECT anon_1.item
FROM anon_1
WHERE anon_1.id = contact_1.account_id), 'null')) AS format_1
FROM contact AS contact_1
WHERE contact_1.id = ?) AS BLOB) AS root_0, CAST((SELECT format('{"version":%s,"name":%s}', competitor_1.version, json_quote(competitor_1.name)) AS format_3
FROM competitor AS competitor_1
WHERE competitor_1.id = ?) AS BLOB) AS root_1, CAST((SELECT format('{"version":%s,"name":%s,"family":%s,"listPrice":{"amount":"%s","currency":"%s"}}', product_1.version, json_quote(product_1.name), coalesce(json_quote(product_1.family), 'null'), CASE WHEN ((product_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR product_1.list_price < 0) THEN CASE WHEN (product_1.list_price < 0) THEN '-' ELSE '' END || CAST(abs(product_1.list_price) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(product_1.list_price) % 10000) AS TEXT), 2), 1, CASE WHEN (product_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (product_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (product_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((product_1.list_price % 10000) = 0) THEN CAST(product_1.list_price / 10000 AS TEXT) || '.00' ELSE CAST(product_1.list_price / 10000 AS TEXT) || '.' || substr(CAST(10000 + (product_1.list_price % 10000) AS TEXT), 2, 2) END, product_1.currency) AS format_4
FROM product AS product_1
WHERE product_1.id = ?) AS BLOB) AS root_2, CAST((SELECT format('{"version":%s,"name":%s,"manager":%s}', users_1.version, json_quote(users_1.name), coalesce((SELECT anon_4.item
FROM anon_4
WHERE anon_4.id = users_1.manager_id), 'null')) AS format_5
FROM users AS users_1
WHERE users_1.id = ?) AS BLOB) AS root_3, CAST('null' AS BLOB) AS root_4;
