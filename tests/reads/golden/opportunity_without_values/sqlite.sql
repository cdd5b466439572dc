WITH anon_1 AS
(SELECT account_1.id AS id, format('{"name":%s}', json_quote(account_1.name)) AS item
FROM account AS account_1
WHERE 1 = 1),
anon_2 AS
(SELECT product_1.id AS id, format('{"name":%s}', json_quote(product_1.name)) AS item
FROM product AS product_1
WHERE 1 = 1),
anon_4 AS
(SELECT opportunity_close_1.opportunity_id AS opportunity_id, opportunity_close_1.closed_at AS closed_at, opportunity_close_1.id AS id, format('{"id":"%s"}', opportunity_close_1.id) AS item
FROM opportunity_close AS opportunity_close_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"version":%s,"description":%s,"account":%s,"product":%s,"rating":%s,"actualRevenue":%s,"actualCloseDate":%s,"source":%s,"externalId":%s,"closes":[%s],"quotes":%s}', opportunity_1.version, coalesce(json_quote(opportunity_1.description), 'null'), coalesce((SELECT anon_1.item
FROM anon_1
WHERE anon_1.id = opportunity_1.account_id), 'null'), coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.id = opportunity_1.product_id), 'null'), coalesce('"' || CAST(opportunity_1.rating AS TEXT) || '"', 'null'), CASE WHEN (opportunity_1.actual_revenue IS NOT NULL) THEN format('{"amount":"%s"}', CASE WHEN ((opportunity_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR opportunity_1.actual_revenue < 0) THEN CASE WHEN (opportunity_1.actual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_1.actual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(opportunity_1.actual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (opportunity_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (opportunity_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (opportunity_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((opportunity_1.actual_revenue % 10000) = 0) THEN CAST(opportunity_1.actual_revenue / 10000 AS TEXT) || '.00' ELSE CAST(opportunity_1.actual_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (opportunity_1.actual_revenue % 10000) AS TEXT), 2, 2) END) ELSE 'null' END, coalesce('"' || CAST(CAST(opportunity_1.actual_close_date AS TEXT) AS TEXT) || '"', 'null'), coalesce(json_quote(opportunity_1.source), 'null'), coalesce(json_quote(opportunity_1.external_id), 'null'), (SELECT coalesce(group_concat(anon_3.item, ','), '') AS coalesce_1
FROM (SELECT anon_4.item AS item
FROM anon_4
WHERE anon_4.opportunity_id = opportunity_1.id ORDER BY anon_4.closed_at DESC, anon_4.id DESC) AS anon_3), (SELECT format('{"totalCount":%s,"nodes":[%s]}', (SELECT count(*) AS count_1
FROM quote AS quote_1
WHERE quote_1.opportunity_id = opportunity_1.id AND 1 = 1), coalesce(group_concat(anon_5.part_1, ','), '')) AS format_2
FROM (SELECT format('{"id":"%s"}', quote_2.id) AS part_1
FROM quote AS quote_2
WHERE quote_2.opportunity_id = opportunity_1.id AND 1 = 1 ORDER BY quote_2.created_at DESC, quote_2.id DESC
LIMIT ? OFFSET 0) AS anon_5)) AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS root_0;
