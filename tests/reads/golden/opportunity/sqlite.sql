WITH anon_1 AS
(SELECT account_1.id AS id, format('{"name":%s}', json_quote(account_1.name)) AS item
FROM account AS account_1
WHERE 1 = 1),
anon_2 AS
(SELECT users_1.id AS id, format('{"name":%s}', json_quote(users_1.name)) AS item
FROM users AS users_1
WHERE 1 = 1),
anon_3 AS
(SELECT product_1.id AS id, format('{"name":%s,"series":%s,"listPrice":{"amount":"%s","currency":"%s"}}', json_quote(product_1.name), coalesce(json_quote(product_1.series), 'null'), CASE WHEN ((product_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR product_1.list_price < 0) THEN CASE WHEN (product_1.list_price < 0) THEN '-' ELSE '' END || CAST(abs(product_1.list_price) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(product_1.list_price) % 10000) AS TEXT), 2), 1, CASE WHEN (product_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (product_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (product_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((product_1.list_price % 10000) = 0) THEN CAST(product_1.list_price / 10000 AS TEXT) || '.00' ELSE CAST(product_1.list_price / 10000 AS TEXT) || '.' || substr(CAST(10000 + (product_1.list_price % 10000) AS TEXT), 2, 2) END, product_1.currency) AS item
FROM product AS product_1
WHERE 1 = 1),
anon_4 AS
(SELECT status_reason_1.id AS id, format('{"code":%s,"label":%s}', json_quote(status_reason_1.code), coalesce(json_quote(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = ?), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))), 'null')) AS item
FROM status_reason AS status_reason_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"id":"%s","version":%s,"name":%s,"description":%s,"account":%s,"owner":%s,"product":%s,"state":"%s","statusReason":%s,"stage":"%s","rating":%s,"probability":%s,"currency":%s,"estimatedRevenue":%s,"estimatedCloseDate":%s,"actualRevenue":%s,"actualCloseDate":%s,"startedOn":"%s","createdAt":"%s","updatedAt":"%s","source":%s,"externalId":%s}', opportunity_1.id, opportunity_1.version, json_quote(opportunity_1.name), coalesce(json_quote(opportunity_1.description), 'null'), coalesce((SELECT anon_1.item
FROM anon_1
WHERE anon_1.id = opportunity_1.account_id), 'null'), coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.id = opportunity_1.owner_id), 'null'), coalesce((SELECT anon_3.item
FROM anon_3
WHERE anon_3.id = opportunity_1.product_id), 'null'), opportunity_1.state, coalesce((SELECT anon_4.item
FROM anon_4
WHERE anon_4.id = opportunity_1.status_reason_id), 'null'), opportunity_1.stage, coalesce('"' || CAST(opportunity_1.rating AS TEXT) || '"', 'null'), coalesce(CAST(opportunity_1.probability AS TEXT), 'null'), json_quote(opportunity_1.currency), CASE WHEN (opportunity_1.estimated_revenue IS NOT NULL) THEN format('{"amount":"%s","currency":"%s"}', CASE WHEN ((opportunity_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR opportunity_1.estimated_revenue < 0) THEN CASE WHEN (opportunity_1.estimated_revenue < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_1.estimated_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(opportunity_1.estimated_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (opportunity_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (opportunity_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (opportunity_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((opportunity_1.estimated_revenue % 10000) = 0) THEN CAST(opportunity_1.estimated_revenue / 10000 AS TEXT) || '.00' ELSE CAST(opportunity_1.estimated_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (opportunity_1.estimated_revenue % 10000) AS TEXT), 2, 2) END, opportunity_1.currency) ELSE 'null' END, coalesce('"' || CAST(CAST(opportunity_1.estimated_close_date AS TEXT) AS TEXT) || '"', 'null'), CASE WHEN (opportunity_1.actual_revenue IS NOT NULL) THEN format('{"amount":"%s","currency":"%s"}', CASE WHEN ((opportunity_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR opportunity_1.actual_revenue < 0) THEN CASE WHEN (opportunity_1.actual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_1.actual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(opportunity_1.actual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (opportunity_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (opportunity_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (opportunity_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((opportunity_1.actual_revenue % 10000) = 0) THEN CAST(opportunity_1.actual_revenue / 10000 AS TEXT) || '.00' ELSE CAST(opportunity_1.actual_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (opportunity_1.actual_revenue % 10000) AS TEXT), 2, 2) END, opportunity_1.currency) ELSE 'null' END, coalesce('"' || CAST(CAST(opportunity_1.actual_close_date AS TEXT) AS TEXT) || '"', 'null'), CAST(opportunity_1.started_on AS TEXT), replace(opportunity_1.created_at, '.000000Z', 'Z'), replace(opportunity_1.updated_at, '.000000Z', 'Z'), coalesce(json_quote(opportunity_1.source), 'null'), coalesce(json_quote(opportunity_1.external_id), 'null')) AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS root_0;
