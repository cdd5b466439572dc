SELECT convert_to((SELECT ('{"closes":[' || (SELECT coalesce(string_agg(anon_1.item, ','), '') AS coalesce_1
FROM (SELECT ('{"__typename":"OpportunityClose","id":"' || opportunity_close_1.id || '","opportunity":' || coalesce((SELECT ('{"name":' || CAST(to_json(opportunity_1.name) AS TEXT) || '}') AS item
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = opportunity_close_1.opportunity_id), 'null') || ',"outcome":"' || opportunity_close_1.outcome || '","statusReason":' || coalesce((SELECT ('{"code":' || CAST(to_json(status_reason_1.code) AS TEXT) || ',"label":' || coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null') || '}') AS item
FROM status_reason AS status_reason_1
WHERE status_reason_1.id = opportunity_close_1.status_reason_id), 'null') || ',"actualRevenue":' || CASE WHEN (opportunity_close_1.actual_revenue IS NOT NULL) THEN ('{"amount":"' || CASE WHEN ((opportunity_close_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR opportunity_close_1.actual_revenue < 0) THEN CASE WHEN (opportunity_close_1.actual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(opportunity_close_1.actual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(opportunity_close_1.actual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (opportunity_close_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (opportunity_close_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (opportunity_close_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((opportunity_close_1.actual_revenue % 10000) = 0) THEN CAST(opportunity_close_1.actual_revenue / 10000 AS TEXT) || '.00' ELSE CAST(opportunity_close_1.actual_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (opportunity_close_1.actual_revenue % 10000) AS TEXT), 2, 2) END || '","currency":"' || opportunity_close_1.currency || '"}') ELSE 'null' END || ',"actualCloseDate":"' || to_char(opportunity_close_1.actual_close_date, 'YYYY-MM-DD') || '","competitor":' || coalesce((SELECT ('{"name":' || CAST(to_json(competitor_1.name) AS TEXT) || '}') AS item
FROM competitor AS competitor_1
WHERE competitor_1.id = opportunity_close_1.competitor_id), 'null') || ',"description":' || coalesce(CAST(to_json(opportunity_close_1.description) AS TEXT), 'null') || ',"stageAtClose":' || coalesce('"' || CAST(opportunity_close_1.stage_at_close AS TEXT) || '"', 'null') || ',"closedBy":' || coalesce((SELECT ('{"name":' || CAST(to_json(users_1.name) AS TEXT) || '}') AS item
FROM users AS users_1
WHERE users_1.id = opportunity_close_1.closed_by_id), 'null') || ',"closedAt":"' || replace(to_char(timezone('UTC', opportunity_close_1.closed_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') || '","client":' || coalesce(CAST(to_json(opportunity_close_1.client) AS TEXT), 'null') || ',"source":' || coalesce(CAST(to_json(opportunity_close_1.source) AS TEXT), 'null') || ',"reopenedAt":' || coalesce((SELECT ('"' || replace(to_char(timezone('UTC', opportunity_reopening_1.reopened_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') || '"') AS concatenation_2
FROM opportunity_reopening AS opportunity_reopening_1
WHERE opportunity_reopening_1.close_id = opportunity_close_1.id), 'null') || ',"reopenedBy":' || coalesce((SELECT ('{"name":' || CAST(to_json(users_2.name) AS TEXT) || '}') AS item
FROM users AS users_2
WHERE users_2.id = (SELECT opportunity_reopening.reopened_by_id
FROM opportunity_reopening
WHERE opportunity_reopening.close_id = opportunity_close_1.id)), 'null') || '}') AS item
FROM opportunity_close AS opportunity_close_1
WHERE opportunity_close_1.opportunity_id = opportunity_2.id ORDER BY opportunity_close_1.closed_at DESC, opportunity_close_1.id DESC) AS anon_1) || ']}') AS concatenation_1
FROM opportunity AS opportunity_2
WHERE opportunity_2.id = $2::VARCHAR), 'UTF8') AS root_0;
