SELECT convert_to((SELECT ('{"version":' || opportunity_1.version || ',"description":' || coalesce(CAST(to_json(opportunity_1.description) AS TEXT), 'null') || ',"account":' || coalesce((SELECT ('{"name":' || CAST(to_json(account_1.name) AS TEXT) || '}') AS item
FROM account AS account_1
WHERE account_1.id = opportunity_1.account_id), 'null') || ',"product":' || coalesce((SELECT ('{"name":' || CAST(to_json(product_1.name) AS TEXT) || '}') AS item
FROM product AS product_1
WHERE product_1.id = opportunity_1.product_id), 'null') || ',"rating":' || coalesce('"' || CAST(opportunity_1.rating AS TEXT) || '"', 'null') || ',"actualRevenue":' || CASE WHEN (opportunity_1.actual_revenue IS NOT NULL) THEN ('{"amount":"' || CASE WHEN ((opportunity_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR opportunity_1.actual_revenue < 0) THEN CASE WHEN (opportunity_1.actual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_1.actual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(opportunity_1.actual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (opportunity_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (opportunity_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (opportunity_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((opportunity_1.actual_revenue % 10000) = 0) THEN CAST(opportunity_1.actual_revenue / 10000 AS TEXT) || '.00' ELSE CAST(opportunity_1.actual_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (opportunity_1.actual_revenue % 10000) AS TEXT), 2, 2) END || '"}') ELSE 'null' END || ',"actualCloseDate":' || coalesce('"' || CAST(to_char(opportunity_1.actual_close_date, 'YYYY-MM-DD') AS TEXT) || '"', 'null') || ',"source":' || coalesce(CAST(to_json(opportunity_1.source) AS TEXT), 'null') || ',"externalId":' || coalesce(CAST(to_json(opportunity_1.external_id) AS TEXT), 'null') || ',"closes":[' || (SELECT coalesce(string_agg(anon_1.item, ','), '') AS coalesce_1
FROM (SELECT ('{"id":"' || opportunity_close_1.id || '"}') AS item
FROM opportunity_close AS opportunity_close_1
WHERE opportunity_close_1.opportunity_id = opportunity_1.id ORDER BY opportunity_close_1.closed_at DESC, opportunity_close_1.id DESC) AS anon_1) || '],"quotes":' || (SELECT ('{"totalCount":' || (SELECT count(*) AS count_1
FROM quote AS quote_1
WHERE quote_1.opportunity_id = opportunity_1.id AND true) || ',"nodes":[' || coalesce(string_agg(anon_2.part_1, ','), '') || ']}') AS concatenation_2
FROM (SELECT ('{"id":"' || anon_3.id || '"}') AS part_1
FROM (SELECT quote_2.id AS id, quote_2.created_at AS created_at
FROM quote AS quote_2
WHERE quote_2.opportunity_id = opportunity_1.id AND true ORDER BY quote_2.created_at DESC, quote_2.id DESC
LIMIT $1::BIGINT OFFSET 0) AS anon_3 ORDER BY anon_3.created_at DESC, anon_3.id DESC) AS anon_2) || '}') AS concatenation_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = $2::VARCHAR), 'UTF8') AS root_0;
