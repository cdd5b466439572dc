SELECT CAST((SELECT format('{"__typename":"Opportunity","id":"%s","name":%s}', opportunity_1.id, json_quote(opportunity_1.name)) AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS root_0, CAST((SELECT format('{"__typename":"Quote","id":"%s","number":%s}', quote_1.id, json_quote(quote_1.number)) AS format_2
FROM quote AS quote_1
WHERE quote_1.id = ?) AS BLOB) AS root_1, CAST((SELECT format('{"__typename":"QuoteLine","id":"%s","position":%s,"quantity":"%s"}', quote_line_1.id, quote_line_1.position, rtrim(rtrim(CASE WHEN (quote_line_1.quantity < 0) THEN '-' ELSE '' END || CAST(abs(quote_line_1.quantity) / 1000000 AS TEXT) || '.' || substr(CAST(1000000 + (abs(quote_line_1.quantity) % 1000000) AS TEXT), 2), '0'), '.')) AS format_3
FROM quote_line AS quote_line_1
WHERE quote_line_1.id = ?) AS BLOB) AS root_2, CAST((SELECT format('{"__typename":"OpportunityClose","id":"%s","outcome":"%s","actualRevenue":%s}', opportunity_close_1.id, opportunity_close_1.outcome, CASE WHEN (opportunity_close_1.actual_revenue IS NOT NULL) THEN format('{"amount":"%s"}', CASE WHEN ((opportunity_close_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR opportunity_close_1.actual_revenue < 0) THEN CASE WHEN (opportunity_close_1.actual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_close_1.actual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(opportunity_close_1.actual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (opportunity_close_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (opportunity_close_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (opportunity_close_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((opportunity_close_1.actual_revenue % 10000) = 0) THEN CAST(opportunity_close_1.actual_revenue / 10000 AS TEXT) || '.00' ELSE CAST(opportunity_close_1.actual_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (opportunity_close_1.actual_revenue % 10000) AS TEXT), 2, 2) END) ELSE 'null' END) AS format_4
FROM opportunity_close AS opportunity_close_1
WHERE opportunity_close_1.id = ?) AS BLOB) AS root_3, CAST((SELECT format('{"__typename":"QuoteClose","id":"%s","closedOn":"%s"}', quote_close_1.id, CAST(quote_close_1.closed_on AS TEXT)) AS format_5
FROM quote_close AS quote_close_1
WHERE quote_close_1.id = ?) AS BLOB) AS root_4, CAST((SELECT format('{"__typename":"Account","id":"%s","sector":%s}', account_1.id, coalesce(json_quote(account_1.sector), 'null')) AS format_6
FROM account AS account_1
WHERE account_1.id = ?) AS BLOB) AS root_5, CAST((SELECT format('{"__typename":"User","id":"%s","kind":"%s"}', users_1.id, users_1.kind) AS format_7
FROM users AS users_1
WHERE users_1.id = ?) AS BLOB) AS root_6, CAST((SELECT format('{"__typename":"Competitor","id":"%s","name":%s}', competitor_1.id, json_quote(competitor_1.name)) AS format_8
FROM competitor AS competitor_1
WHERE competitor_1.id = ?) AS BLOB) AS root_7, CAST((SELECT format('{"__typename":"Product","id":"%s","listPrice":{"amount":"%s"}}', product_1.id, CASE WHEN ((product_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR product_1.list_price < 0) THEN CASE WHEN (product_1.list_price < 0) THEN '-' ELSE '' END || CAST(abs(product_1.list_price) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(product_1.list_price) % 10000) AS TEXT), 2), 1, CASE WHEN (product_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (product_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (product_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((product_1.list_price % 10000) = 0) THEN CAST(product_1.list_price / 10000 AS TEXT) || '.00' ELSE CAST(product_1.list_price / 10000 AS TEXT) || '.' || substr(CAST(10000 + (product_1.list_price % 10000) AS TEXT), 2, 2) END) AS format_9
FROM product AS product_1
WHERE product_1.id = ?) AS BLOB) AS root_8, CAST((SELECT format('{"__typename":"StatusReason","id":"%s","label":%s}', status_reason_1.id, coalesce(json_quote(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = ?), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))), 'null')) AS format_10
FROM status_reason AS status_reason_1
WHERE status_reason_1.id = ?) AS BLOB) AS root_9;
