WITH anon_1 AS
(SELECT status_reason_1.id AS id, format('{"code":%s}', json_quote(status_reason_1.code)) AS item
FROM status_reason AS status_reason_1
WHERE 1 = 1),
anon_2 AS
(SELECT opportunity_1.id AS id, format('{"name":%s}', json_quote(opportunity_1.name)) AS item
FROM opportunity AS opportunity_1
WHERE 1 = 1),
anon_4 AS
(SELECT quote_line_1.quote_id AS quote_id, quote_line_1.position AS position, quote_line_1.id AS id, format('{"id":"%s","position":%s,"name":%s,"quantity":"%s","unitPrice":{"amount":"%s","currency":"%s"},"discount":{"amount":"%s"},"tax":{"amount":"%s"},"amount":{"amount":"%s"}}', quote_line_1.id, quote_line_1.position, json_quote(quote_line_1.name), CASE WHEN ((quote_line_1.quantity % 1000000) = 0) THEN CAST(quote_line_1.quantity / 1000000 AS TEXT) ELSE rtrim(CASE WHEN (quote_line_1.quantity < 0) THEN '-' ELSE '' END || CAST(abs(quote_line_1.quantity) / 1000000 AS TEXT) || '.' || substr(CAST(1000000 + (abs(quote_line_1.quantity) % 1000000) AS TEXT), 2), '0') END, CASE WHEN ((quote_line_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR quote_line_1.unit_price < 0) THEN CASE WHEN (quote_line_1.unit_price < 0) THEN '-' ELSE '' END || CAST(abs(quote_line_1.unit_price) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(quote_line_1.unit_price) % 10000) AS TEXT), 2), 1, CASE WHEN (quote_line_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (quote_line_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (quote_line_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((quote_line_1.unit_price % 10000) = 0) THEN CAST(quote_line_1.unit_price / 10000 AS TEXT) || '.00' ELSE CAST(quote_line_1.unit_price / 10000 AS TEXT) || '.' || substr(CAST(10000 + (quote_line_1.unit_price % 10000) AS TEXT), 2, 2) END, quote_line_1.currency, CASE WHEN ((quote_line_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR quote_line_1.discount < 0) THEN CASE WHEN (quote_line_1.discount < 0) THEN '-' ELSE '' END || CAST(abs(quote_line_1.discount) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(quote_line_1.discount) % 10000) AS TEXT), 2), 1, CASE WHEN (quote_line_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (quote_line_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (quote_line_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((quote_line_1.discount % 10000) = 0) THEN CAST(quote_line_1.discount / 10000 AS TEXT) || '.00' ELSE CAST(quote_line_1.discount / 10000 AS TEXT) || '.' || substr(CAST(10000 + (quote_line_1.discount % 10000) AS TEXT), 2, 2) END, CASE WHEN ((quote_line_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR quote_line_1.tax < 0) THEN CASE WHEN (quote_line_1.tax < 0) THEN '-' ELSE '' END || CAST(abs(quote_line_1.tax) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(quote_line_1.tax) % 10000) AS TEXT), 2), 1, CASE WHEN (quote_line_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (quote_line_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (quote_line_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((quote_line_1.tax % 10000) = 0) THEN CAST(quote_line_1.tax / 10000 AS TEXT) || '.00' ELSE CAST(quote_line_1.tax / 10000 AS TEXT) || '.' || substr(CAST(10000 + (quote_line_1.tax % 10000) AS TEXT), 2, 2) END, CASE WHEN ((quote_line_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR quote_line_1.amount < 0) THEN CASE WHEN (quote_line_1.amount < 0) THEN '-' ELSE '' END || CAST(abs(quote_line_1.amount) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(quote_line_1.amount) % 10000) AS TEXT), 2), 1, CASE WHEN (quote_line_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (quote_line_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (quote_line_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((quote_line_1.amount % 10000) = 0) THEN CAST(quote_line_1.amount / 10000 AS TEXT) || '.00' ELSE CAST(quote_line_1.amount / 10000 AS TEXT) || '.' || substr(CAST(10000 + (quote_line_1.amount % 10000) AS TEXT), 2, 2) END) AS item
FROM quote_line AS quote_line_1
WHERE 1 = 1),
anon_6 AS
(SELECT status_reason_2.id AS id, format('{"label":%s}', coalesce(json_quote(CASE WHEN (? = 'ja') THEN coalesce(status_reason_2.label_ja, status_reason_2.label_en) ELSE status_reason_2.label_en END), 'null')) AS item
FROM status_reason AS status_reason_2
WHERE 1 = 1),
anon_7 AS
(SELECT users_1.id AS id, format('{"name":%s}', json_quote(users_1.name)) AS item
FROM users AS users_1
WHERE 1 = 1),
anon_5 AS
(SELECT quote_close_1.quote_id AS quote_id, format('{"id":"%s","statusReason":%s,"closedOn":"%s","description":%s,"closedBy":%s,"closedAt":"%s","client":%s}', quote_close_1.id, coalesce((SELECT anon_6.item
FROM anon_6
WHERE anon_6.id = quote_close_1.status_reason_id), 'null'), CAST(quote_close_1.closed_on AS TEXT), coalesce(json_quote(quote_close_1.description), 'null'), coalesce((SELECT anon_7.item
FROM anon_7
WHERE anon_7.id = quote_close_1.closed_by_id), 'null'), replace(quote_close_1.closed_at, '.000000Z', 'Z'), coalesce(json_quote(quote_close_1.client), 'null')) AS item
FROM quote_close AS quote_close_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"id":"%s","version":%s,"number":%s,"revision":%s,"name":%s,"state":"%s","statusReason":%s,"opportunity":%s,"currency":%s,"effectiveFrom":%s,"effectiveTo":%s,"closedOn":%s,"createdAt":"%s","updatedAt":"%s","lines":[%s],"close":%s}', quote_1.id, quote_1.version, json_quote(quote_1.number), quote_1.revision, json_quote(quote_1.name), quote_1.state, coalesce((SELECT anon_1.item
FROM anon_1
WHERE anon_1.id = quote_1.status_reason_id), 'null'), coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.id = quote_1.opportunity_id), 'null'), json_quote(quote_1.currency), coalesce('"' || CAST(CAST(quote_1.effective_from AS TEXT) AS TEXT) || '"', 'null'), coalesce('"' || CAST(CAST(quote_1.effective_to AS TEXT) AS TEXT) || '"', 'null'), coalesce('"' || CAST(CAST(quote_1.closed_on AS TEXT) AS TEXT) || '"', 'null'), replace(quote_1.created_at, '.000000Z', 'Z'), replace(quote_1.updated_at, '.000000Z', 'Z'), (SELECT coalesce(group_concat(anon_3.item, ','), '') AS coalesce_1
FROM (SELECT anon_4.item AS item
FROM anon_4
WHERE anon_4.quote_id = quote_1.id ORDER BY anon_4.position ASC, anon_4.id ASC) AS anon_3), coalesce((SELECT anon_5.item
FROM anon_5
WHERE anon_5.quote_id = quote_1.id), 'null')) AS format_1
FROM quote AS quote_1
WHERE quote_1.id = ?) AS BLOB) AS root_0;
