WITH anon_2 AS
(SELECT account_3.id AS id, format('{"name":%s}', json_quote(account_3.name)) AS item
FROM account AS account_3
WHERE 1 = 1),
anon_1 AS
(SELECT account_2.id AS id, format('{"name":%s,"parent":%s}', json_quote(account_2.name), coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.id = account_2.parent_id), 'null')) AS item
FROM account AS account_2
WHERE 1 = 1),
anon_5 AS
(SELECT product_1.id AS id, format('{"name":%s}', json_quote(product_1.name)) AS item
FROM product AS product_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"id":"%s","name":%s,"sector":%s,"yearEstablished":%s,"annualRevenue":%s,"employees":%s,"officeLocation":%s,"parent":%s,"opportunities":%s}', account_1.id, json_quote(account_1.name), coalesce(json_quote(account_1.sector), 'null'), coalesce(CAST(account_1.year_established AS TEXT), 'null'), CASE WHEN (account_1.annual_revenue IS NOT NULL AND account_1.currency IS NOT NULL) THEN format('{"amount":"%s","currency":"%s"}', CASE WHEN ((account_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR account_1.annual_revenue < 0) THEN CASE WHEN (account_1.annual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(account_1.annual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(account_1.annual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (account_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (account_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (account_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((account_1.annual_revenue % 10000) = 0) THEN CAST(account_1.annual_revenue / 10000 AS TEXT) || '.00' ELSE CAST(account_1.annual_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (account_1.annual_revenue % 10000) AS TEXT), 2, 2) END, account_1.currency) ELSE 'null' END, coalesce(CAST(account_1.employees AS TEXT), 'null'), coalesce(json_quote(account_1.office_location), 'null'), coalesce((SELECT anon_1.item
FROM anon_1
WHERE anon_1.id = account_1.parent_id), 'null'), (SELECT format('{"totalCount":%s,"nodes":[%s]}', (SELECT count(*) AS count_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.account_id = account_1.id AND 1 = 1), coalesce(group_concat(anon_3.part_1, ','), '')) AS format_2
FROM (SELECT format('{"name":%s,"product":%s}', json_quote(anon_4.name), coalesce((SELECT anon_5.item
FROM anon_5
WHERE anon_5.id = anon_4.product_id), 'null')) AS part_1
FROM (SELECT opportunity_2.id AS id, opportunity_2.name AS name, opportunity_2.name_folded AS name_folded, opportunity_2.product_id AS product_id
FROM opportunity AS opportunity_2
WHERE opportunity_2.account_id = account_1.id AND 1 = 1 ORDER BY opportunity_2.name_folded DESC, opportunity_2.id DESC
LIMIT ? OFFSET 0) AS anon_4) AS anon_3)) AS format_1
FROM account AS account_1
WHERE account_1.id = ?) AS BLOB) AS root_0;
