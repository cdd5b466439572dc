SELECT convert_to((SELECT ('{"id":"' || account_1.id || '","name":' || CAST(to_json(account_1.name) AS TEXT) || ',"sector":' || coalesce(CAST(to_json(account_1.sector) AS TEXT), 'null') || ',"yearEstablished":' || coalesce(CAST(account_1.year_established AS TEXT), 'null') || ',"annualRevenue":' || CASE WHEN (account_1.annual_revenue IS NOT NULL AND account_1.currency IS NOT NULL) THEN ('{"amount":"' || CASE WHEN ((account_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR account_1.annual_revenue < 0) THEN CASE WHEN (account_1.annual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(account_1.annual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(account_1.annual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (account_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (account_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (account_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((account_1.annual_revenue % 10000) = 0) THEN CAST(account_1.annual_revenue / 10000 AS TEXT) || '.00' ELSE CAST(account_1.annual_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (account_1.annual_revenue % 10000) AS TEXT), 2, 2) END || '","currency":"' || account_1.currency || '"}') ELSE 'null' END || ',"employees":' || coalesce(CAST(account_1.employees AS TEXT), 'null') || ',"officeLocation":' || coalesce(CAST(to_json(account_1.office_location) AS TEXT), 'null') || ',"parent":' || coalesce((SELECT ('{"name":' || CAST(to_json(account_2.name) AS TEXT) || ',"parent":' || coalesce((SELECT ('{"name":' || CAST(to_json(account_3.name) AS TEXT) || '}') AS item
FROM account AS account_3
WHERE account_3.id = account_2.parent_id), 'null') || '}') AS item
FROM account AS account_2
WHERE account_2.id = account_1.parent_id), 'null') || ',"opportunities":' || (SELECT ('{"totalCount":' || (SELECT count(*) AS count_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.account_id = account_1.id AND true) || ',"nodes":[' || coalesce(string_agg(anon_1.part_1, ','), '') || ']}') AS concatenation_2
FROM (SELECT ('{"name":' || CAST(to_json(anon_2.name) AS TEXT) || ',"product":' || coalesce((SELECT ('{"name":' || CAST(to_json(product_1.name) AS TEXT) || '}') AS item
FROM product AS product_1
WHERE product_1.id = anon_2.product_id), 'null') || '}') AS part_1
FROM (SELECT opportunity_2.id AS id, opportunity_2.name AS name, opportunity_2.name_folded AS name_folded, opportunity_2.product_id AS product_id
FROM opportunity AS opportunity_2
WHERE opportunity_2.account_id = account_1.id AND true ORDER BY opportunity_2.name_folded DESC, opportunity_2.id DESC
LIMIT $1::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded DESC, anon_2.id DESC) AS anon_1) || '}') AS concatenation_1
FROM account AS account_1
WHERE account_1.id = $2::VARCHAR), 'UTF8') AS root_0;
