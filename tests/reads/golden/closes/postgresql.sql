SELECT convert_to((SELECT format('{"closes":%s}', (SELECT format('[%s]', coalesce(string_agg(anon_1.item, ','), '')) AS format_2
FROM (SELECT format('{"__typename":"OpportunityClose","id":%s,"opportunity":%s,"outcome":%s,"statusReason":%s,"actualRevenue":%s,"actualCloseDate":%s,"competitor":%s,"description":%s,"stageAtClose":%s,"closedBy":%s,"closedAt":%s,"client":%s,"source":%s,"reopenedAt":%s,"reopenedBy":%s}', '"' || CAST(opportunity_close_1.id AS TEXT) || '"', coalesce((SELECT format('{"name":%s}', CAST(to_json(opportunity_1.name) AS TEXT)) AS item
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = opportunity_close_1.opportunity_id), 'null'), '"' || CAST(opportunity_close_1.outcome AS TEXT) || '"', coalesce((SELECT format('{"code":%s,"label":%s}', CAST(to_json(status_reason_1.code) AS TEXT), coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null')) AS item
FROM status_reason AS status_reason_1
WHERE status_reason_1.id = opportunity_close_1.status_reason_id), 'null'), CASE WHEN (opportunity_close_1.actual_revenue IS NOT NULL) THEN format('{"amount":%s,"currency":%s}', '"' || CAST(CASE WHEN (opportunity_close_1.actual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_close_1.actual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(opportunity_close_1.actual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (opportunity_close_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (opportunity_close_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (opportunity_close_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) AS TEXT) || '"', '"' || CAST(opportunity_close_1.currency AS TEXT) || '"') ELSE 'null' END, '"' || CAST(to_char(opportunity_close_1.actual_close_date, 'YYYY-MM-DD') AS TEXT) || '"', coalesce((SELECT format('{"name":%s}', CAST(to_json(competitor_1.name) AS TEXT)) AS item
FROM competitor AS competitor_1
WHERE competitor_1.id = opportunity_close_1.competitor_id), 'null'), coalesce(CAST(to_json(opportunity_close_1.description) AS TEXT), 'null'), coalesce('"' || CAST(opportunity_close_1.stage_at_close AS TEXT) || '"', 'null'), coalesce((SELECT format('{"name":%s}', CAST(to_json(users_1.name) AS TEXT)) AS item
FROM users AS users_1
WHERE users_1.id = opportunity_close_1.closed_by_id), 'null'), '"' || CAST(replace(to_char(timezone('UTC', opportunity_close_1.closed_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') AS TEXT) || '"', coalesce(CAST(to_json(opportunity_close_1.client) AS TEXT), 'null'), coalesce(CAST(to_json(opportunity_close_1.source) AS TEXT), 'null'), coalesce((SELECT '"' || CAST(replace(to_char(timezone('UTC', opportunity_reopening_1.reopened_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') AS TEXT) || '"' AS anon_2
FROM opportunity_reopening AS opportunity_reopening_1
WHERE opportunity_reopening_1.close_id = opportunity_close_1.id), 'null'), coalesce((SELECT format('{"name":%s}', CAST(to_json(users_2.name) AS TEXT)) AS item
FROM users AS users_2
WHERE users_2.id = (SELECT opportunity_reopening.reopened_by_id
FROM opportunity_reopening
WHERE opportunity_reopening.close_id = opportunity_close_1.id)), 'null')) AS item
FROM opportunity_close AS opportunity_close_1
WHERE opportunity_close_1.opportunity_id = opportunity_2.id ORDER BY opportunity_close_1.closed_at DESC, opportunity_close_1.id DESC) AS anon_1)) AS format_1
FROM opportunity AS opportunity_2
WHERE opportunity_2.id = $2::VARCHAR), 'UTF8') AS convert_to_1;
