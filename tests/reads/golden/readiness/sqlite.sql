WITH anon_3 AS
(SELECT quote_1.opportunity_id AS opportunity_id, quote_1.state AS state, quote_1.created_at AS created_at, quote_1.id AS id, format('{"facts":{"id":%s,"state":%s}}', '"' || CAST(quote_1.id AS TEXT) || '"', '"' || CAST(quote_1.state AS TEXT) || '"') AS item
FROM quote AS quote_1
WHERE 1 = 1),
anon_7 AS
(SELECT quote_line_1.quote_id AS quote_id, quote_line_1.position AS position, quote_line_1.id AS id, format('{"name":%s}', json_quote(quote_line_1.name)) AS item
FROM quote_line AS quote_line_1
WHERE 1 = 1),
anon_5 AS
(SELECT quote_2.opportunity_id AS opportunity_id, quote_2.state AS state, quote_2.created_at AS created_at, quote_2.id AS id, format('{"facts":{"id":%s,"state":%s},"blockers.BlockingQuotesError.quotes":{"number":%s,"state":%s,"totalAmount":{"amount":%s,"currency":%s},"lines":%s}}', '"' || CAST(quote_2.id AS TEXT) || '"', '"' || CAST(quote_2.state AS TEXT) || '"', json_quote(quote_2.number), '"' || CAST(quote_2.state AS TEXT) || '"', '"' || CAST(CASE WHEN (quote_2.total_amount < 0) THEN '-' ELSE '' END || CAST(abs(quote_2.total_amount) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(quote_2.total_amount) % 10000) AS TEXT), 2), 1, CASE WHEN (quote_2.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (quote_2.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (quote_2.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) AS TEXT) || '"', '"' || CAST(quote_2.currency AS TEXT) || '"', (SELECT format('[%s]', coalesce(group_concat(anon_6.item, ','), '')) AS format_4
FROM (SELECT anon_7.item AS item
FROM anon_7
WHERE anon_7.quote_id = quote_2.id ORDER BY anon_7.position ASC, anon_7.id ASC) AS anon_6)) AS item
FROM quote AS quote_2
WHERE 1 = 1)
SELECT CAST((SELECT format('{"name":%s,"closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":%s,"state":%s},"blockers.BlockingQuotesError.opportunity":{"id":%s,"closeReadiness":{"$facts":{"number":1,"record":{"facts":{"id":%s,"state":%s}},"related":%s}}}},"related":%s}}}', json_quote(opportunity_1.name), '"' || CAST(opportunity_1.id AS TEXT) || '"', '"' || CAST(opportunity_1.state AS TEXT) || '"', '"' || CAST(opportunity_1.id AS TEXT) || '"', '"' || CAST(opportunity_1.id AS TEXT) || '"', '"' || CAST(opportunity_1.state AS TEXT) || '"', (SELECT format('[%s]', coalesce(group_concat(anon_2.item, ','), '')) AS format_2
FROM (SELECT anon_3.item AS item
FROM anon_3
WHERE anon_3.opportunity_id = opportunity_1.id AND (anon_3.state IN ('ACTIVE', 'DRAFT')) ORDER BY anon_3.created_at DESC, anon_3.id DESC) AS anon_2), (SELECT format('[%s]', coalesce(group_concat(anon_4.item, ','), '')) AS format_3
FROM (SELECT anon_5.item AS item
FROM anon_5
WHERE anon_5.opportunity_id = opportunity_1.id AND (anon_5.state IN ('ACTIVE', 'DRAFT')) ORDER BY anon_5.created_at DESC, anon_5.id DESC) AS anon_4)) AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS anon_1;
