SELECT convert_to((SELECT ('{"version":' || contact_1.version || ',"name":' || CAST(to_json(contact_1.name) AS TEXT) || ',"email":' || coalesce(CAST(to_json(contact_1.email) AS TEXT), 'null') || ',"phone":' || coalesce(CAST(to_json(contact_1.phone) AS TEXT), 'null') || ',"account":' || coalesce((SELECT ('{"name":' || CAST(to_json(account_1.name) AS TEXT) || ',"contacts":' || (SELECT ('{"totalCount":' || (SELECT count(*) AS count_1
FROM contact AS contact_2
WHERE contact_2.account_id = account_1.id AND contact_2.name_folded LIKE $1::VARCHAR ESCAPE '\') || ',"nodes":[' || coalesce(string_agg(anon_1.part_1, ','), '') || ']}') AS concatenation_2
FROM (SELECT ('{"name":' || CAST(to_json(anon_2.name) AS TEXT) || '}') AS part_1
FROM (SELECT contact_3.id AS id, contact_3.name AS name, contact_3.name_folded AS name_folded
FROM contact AS contact_3
WHERE contact_3.account_id = account_1.id AND contact_3.name_folded LIKE $1::VARCHAR ESCAPE '\' ORDER BY contact_3.name_folded ASC, contact_3.id ASC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1) || '}') AS item
FROM account AS account_1
WHERE account_1.id = contact_1.account_id), 'null') || '}') AS concatenation_1
FROM contact AS contact_1
WHERE contact_1.id = $3::VARCHAR), 'UTF8') AS root_0, convert_to((SELECT ('{"version":' || competitor_1.version || ',"name":' || CAST(to_json(competitor_1.name) AS TEXT) || '}') AS concatenation_3
FROM competitor AS competitor_1
WHERE competitor_1.id = $4::VARCHAR), 'UTF8') AS root_1, convert_to((SELECT ('{"version":' || product_1.version || ',"name":' || CAST(to_json(product_1.name) AS TEXT) || ',"family":' || coalesce(CAST(to_json(product_1.family) AS TEXT), 'null') || ',"listPrice":{"amount":"' || CASE WHEN ((product_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR product_1.list_price < 0) THEN CASE WHEN (product_1.list_price < 0) THEN '-' ELSE '' END || CAST(abs(product_1.list_price) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(product_1.list_price) % 10000) AS TEXT), 2), 1, CASE WHEN (product_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (product_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (product_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((product_1.list_price % 10000) = 0) THEN CAST(product_1.list_price / 10000 AS TEXT) || '.00' ELSE CAST(product_1.list_price / 10000 AS TEXT) || '.' || substr(CAST(10000 + (product_1.list_price % 10000) AS TEXT), 2, 2) END || '","currency":"' || product_1.currency || '"}}') AS concatenation_4
FROM product AS product_1
WHERE product_1.id = $5::VARCHAR), 'UTF8') AS root_2, convert_to((SELECT ('{"version":' || users_1.version || ',"name":' || CAST(to_json(users_1.name) AS TEXT) || ',"manager":' || coalesce((SELECT ('{"name":' || CAST(to_json(users_2.name) AS TEXT) || '}') AS item
FROM users AS users_2
WHERE users_2.id = users_1.manager_id), 'null') || '}') AS concatenation_5
FROM users AS users_1
WHERE users_1.id = $6::VARCHAR), 'UTF8') AS root_3, convert_to('null', 'UTF8') AS root_4;
