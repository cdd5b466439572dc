WITH anon_2 AS
(SELECT quote_1.opportunity_id AS opportunity_id, quote_1.state AS state, quote_1.created_at AS created_at, quote_1.id AS id, format('{"facts":{"id":"%s","state":"%s"}}', quote_1.id, quote_1.state) AS item
FROM quote AS quote_1
WHERE 1 = 1),
anon_6 AS
(SELECT quote_line_1.quote_id AS quote_id, quote_line_1.position AS position, quote_line_1.id AS id, format('{"name":%s}', json_quote(quote_line_1.name)) AS item
FROM quote_line AS quote_line_1
WHERE 1 = 1),
anon_4 AS
(SELECT quote_2.opportunity_id AS opportunity_id, quote_2.state AS state, quote_2.created_at AS created_at, quote_2.id AS id, format('{"facts":{"id":"%s","state":"%s"},"blockers.BlockingQuotesError.quotes":{"number":%s,"state":"%s","totalAmount":{"amount":"%s","currency":"%s"},"lines":[%s]}}', quote_2.id, quote_2.state, json_quote(quote_2.number), quote_2.state, CASE WHEN ((quote_2.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR quote_2.total_amount < 0) THEN CASE WHEN (quote_2.total_amount < 0) THEN '-' ELSE '' END || CAST(abs(quote_2.total_amount) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(quote_2.total_amount) % 10000) AS TEXT), 2), 1, CASE WHEN (quote_2.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (quote_2.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (quote_2.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((quote_2.total_amount % 10000) = 0) THEN CAST(quote_2.total_amount / 10000 AS TEXT) || '.00' ELSE CAST(quote_2.total_amount / 10000 AS TEXT) || '.' || substr(CAST(10000 + (quote_2.total_amount % 10000) AS TEXT), 2, 2) END, quote_2.currency, (SELECT coalesce(group_concat(anon_5.item, ','), '') AS coalesce_3
FROM (SELECT anon_6.item AS item
FROM anon_6
WHERE anon_6.quote_id = quote_2.id ORDER BY anon_6.position ASC, anon_6.id ASC) AS anon_5)) AS item
FROM quote AS quote_2
WHERE 1 = 1)
SELECT CAST((SELECT format('{"name":%s,"closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":"%s","state":"%s"},"blockers.BlockingQuotesError.opportunity":{"id":"%s","closeReadiness":{"$facts":{"number":1,"record":{"facts":{"id":"%s","state":"%s"}},"related":[%s]}}}},"related":[%s]}}}', json_quote(opportunity_1.name), opportunity_1.id, opportunity_1.state, opportunity_1.id, opportunity_1.id, opportunity_1.state, (SELECT coalesce(group_concat(anon_1.item, ','), '') AS coalesce_1
FROM (SELECT anon_2.item AS item
FROM anon_2
WHERE anon_2.opportunity_id = opportunity_1.id AND (anon_2.state IN ('ACTIVE', 'DRAFT')) ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS anon_1), (SELECT coalesce(group_concat(anon_3.item, ','), '') AS coalesce_2
FROM (SELECT anon_4.item AS item
FROM anon_4
WHERE anon_4.opportunity_id = opportunity_1.id AND (anon_4.state IN ('ACTIVE', 'DRAFT')) ORDER BY anon_4.created_at DESC, anon_4.id DESC) AS anon_3)) AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS root_0;
