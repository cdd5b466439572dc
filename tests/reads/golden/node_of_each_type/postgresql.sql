SELECT convert_to((SELECT format('{"__typename":"Opportunity","id":%s,"name":%s}', '"' || CAST(opportunity_1.id AS TEXT) || '"', CAST(to_json(opportunity_1.name) AS TEXT)) AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"__typename":"Quote","id":%s,"number":%s}', '"' || CAST(quote_1.id AS TEXT) || '"', CAST(to_json(quote_1.number) AS TEXT)) AS format_1
FROM quote AS quote_1
WHERE quote_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"__typename":"QuoteLine","id":%s,"position":%s,"quantity":%s}', '"' || CAST(quote_line_1.id AS TEXT) || '"', quote_line_1.position, '"' || CAST(rtrim(rtrim(CASE WHEN (quote_line_1.quantity < 0) THEN '-' ELSE '' END || CAST(abs(quote_line_1.quantity) / 1000000 AS TEXT) || '.' || substr(CAST(1000000 + (abs(quote_line_1.quantity) % 1000000) AS TEXT), 2), '0'), '.') AS TEXT) || '"') AS format_1
FROM quote_line AS quote_line_1
WHERE quote_line_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"__typename":"OpportunityClose","id":%s,"outcome":%s,"actualRevenue":%s}', '"' || CAST(opportunity_close_1.id AS TEXT) || '"', '"' || CAST(opportunity_close_1.outcome AS TEXT) || '"', CASE WHEN (opportunity_close_1.actual_revenue IS NOT NULL) THEN format('{"amount":%s}', '"' || CAST(CASE WHEN (opportunity_close_1.actual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_close_1.actual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(opportunity_close_1.actual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (opportunity_close_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (opportunity_close_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (opportunity_close_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) AS TEXT) || '"') ELSE 'null' END) AS format_1
FROM opportunity_close AS opportunity_close_1
WHERE opportunity_close_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"__typename":"QuoteClose","id":%s,"closedOn":%s}', '"' || CAST(quote_close_1.id AS TEXT) || '"', '"' || CAST(to_char(quote_close_1.closed_on, 'YYYY-MM-DD') AS TEXT) || '"') AS format_1
FROM quote_close AS quote_close_1
WHERE quote_close_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"__typename":"Account","id":%s,"sector":%s}', '"' || CAST(account_1.id AS TEXT) || '"', coalesce(CAST(to_json(account_1.sector) AS TEXT), 'null')) AS format_1
FROM account AS account_1
WHERE account_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"__typename":"User","id":%s,"kind":%s}', '"' || CAST(users_1.id AS TEXT) || '"', '"' || CAST(users_1.kind AS TEXT) || '"') AS format_1
FROM users AS users_1
WHERE users_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"__typename":"Competitor","id":%s,"name":%s}', '"' || CAST(competitor_1.id AS TEXT) || '"', CAST(to_json(competitor_1.name) AS TEXT)) AS format_1
FROM competitor AS competitor_1
WHERE competitor_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"__typename":"Product","id":%s,"listPrice":{"amount":%s}}', '"' || CAST(product_1.id AS TEXT) || '"', '"' || CAST(CASE WHEN (product_1.list_price < 0) THEN '-' ELSE '' END || CAST(abs(product_1.list_price) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(product_1.list_price) % 10000) AS TEXT), 2), 1, CASE WHEN (product_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (product_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (product_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) AS TEXT) || '"') AS format_1
FROM product AS product_1
WHERE product_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"__typename":"StatusReason","id":%s,"label":%s}', '"' || CAST(status_reason_1.id AS TEXT) || '"', coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null')) AS format_1
FROM status_reason AS status_reason_1
WHERE status_reason_1.id = $2::VARCHAR), 'UTF8') AS convert_to_1;
