WITH anon_3 AS
(SELECT opportunity_1.id AS id, format('{"name":%s}', json_quote(opportunity_1.name)) AS item
FROM opportunity AS opportunity_1
WHERE 1 = 1),
anon_4 AS
(SELECT status_reason_1.id AS id, format('{"code":%s,"label":%s}', json_quote(status_reason_1.code), coalesce(json_quote(CASE WHEN (? = 'ja') THEN coalesce(status_reason_1.label_ja, status_reason_1.label_en) ELSE status_reason_1.label_en END), 'null')) AS item
FROM status_reason AS status_reason_1
WHERE 1 = 1),
anon_5 AS
(SELECT competitor_1.id AS id, format('{"name":%s}', json_quote(competitor_1.name)) AS item
FROM competitor AS competitor_1
WHERE 1 = 1),
anon_6 AS
(SELECT users_1.id AS id, format('{"name":%s}', json_quote(users_1.name)) AS item
FROM users AS users_1
WHERE 1 = 1),
anon_7 AS
(SELECT users_2.id AS id, format('{"name":%s}', json_quote(users_2.name)) AS item
FROM users AS users_2
WHERE 1 = 1),
anon_2 AS
(SELECT opportunity_close_1.opportunity_id AS opportunity_id, opportunity_close_1.closed_at AS closed_at, opportunity_close_1.id AS id, format('{"__typename":"OpportunityClose","id":"%s","opportunity":%s,"outcome":"%s","statusReason":%s,"actualRevenue":%s,"exchangeRate":%s,"baseCurrency":%s,"actualCloseDate":"%s","competitor":%s,"description":%s,"stageAtClose":%s,"closedBy":%s,"closedAt":"%s","client":%s,"source":%s,"reopenedAt":%s,"reopenedBy":%s}', opportunity_close_1.id, coalesce((SELECT anon_3.item
FROM anon_3
WHERE anon_3.id = opportunity_close_1.opportunity_id), 'null'), opportunity_close_1.outcome, coalesce((SELECT anon_4.item
FROM anon_4
WHERE anon_4.id = opportunity_close_1.status_reason_id), 'null'), CASE WHEN (opportunity_close_1.actual_revenue IS NOT NULL) THEN format('{"amount":"%s","currency":"%s"}', CASE WHEN ((opportunity_close_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR opportunity_close_1.actual_revenue < 0) THEN CASE WHEN (opportunity_close_1.actual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_close_1.actual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(opportunity_close_1.actual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (opportunity_close_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (opportunity_close_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (opportunity_close_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((opportunity_close_1.actual_revenue % 10000) = 0) THEN CAST(opportunity_close_1.actual_revenue / 10000 AS TEXT) || '.00' ELSE CAST(opportunity_close_1.actual_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (opportunity_close_1.actual_revenue % 10000) AS TEXT), 2, 2) END, opportunity_close_1.currency) ELSE 'null' END, coalesce('"' || CAST(CASE WHEN ((opportunity_close_1.exchange_rate % 10000000000) = 0) THEN CAST(opportunity_close_1.exchange_rate / 10000000000 AS TEXT) ELSE rtrim(CASE WHEN (opportunity_close_1.exchange_rate < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_close_1.exchange_rate) / 10000000000 AS TEXT) || '.' || substr(CAST(10000000000 + (abs(opportunity_close_1.exchange_rate) % 10000000000) AS TEXT), 2), '0') END AS TEXT) || '"', 'null'), coalesce(json_quote(opportunity_close_1.base_currency), 'null'), CAST(opportunity_close_1.actual_close_date AS TEXT), coalesce((SELECT anon_5.item
FROM anon_5
WHERE anon_5.id = opportunity_close_1.competitor_id), 'null'), coalesce(json_quote(opportunity_close_1.description), 'null'), coalesce('"' || CAST(opportunity_close_1.stage_at_close AS TEXT) || '"', 'null'), coalesce((SELECT anon_6.item
FROM anon_6
WHERE anon_6.id = opportunity_close_1.closed_by_id), 'null'), replace(opportunity_close_1.closed_at, '.000000Z', 'Z'), coalesce(json_quote(opportunity_close_1.client), 'null'), coalesce(json_quote(opportunity_close_1.source), 'null'), coalesce((SELECT format('"%s"', replace(opportunity_reopening_1.reopened_at, '.000000Z', 'Z')) AS format_2
FROM opportunity_reopening AS opportunity_reopening_1
WHERE opportunity_reopening_1.close_id = opportunity_close_1.id), 'null'), coalesce((SELECT anon_7.item
FROM anon_7
WHERE anon_7.id = (SELECT opportunity_reopening.reopened_by_id
FROM opportunity_reopening
WHERE opportunity_reopening.close_id = opportunity_close_1.id)), 'null')) AS item
FROM opportunity_close AS opportunity_close_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"closes":[%s]}', (SELECT coalesce(group_concat(anon_1.item, ','), '') AS coalesce_1
FROM (SELECT anon_2.item AS item
FROM anon_2
WHERE anon_2.opportunity_id = opportunity_2.id ORDER BY anon_2.closed_at DESC, anon_2.id DESC) AS anon_1)) AS format_1
FROM opportunity AS opportunity_2
WHERE opportunity_2.id = ?) AS BLOB) AS root_0;
