SELECT convert_to(('[' || (SELECT coalesce(string_agg(anon_1.item, ','), '') AS coalesce_1
FROM (SELECT ('{"id":"' || status_reason_1.id || '","opportunityState":' || coalesce('"' || CAST(status_reason_1.opportunity_state AS TEXT) || '"', 'null') || ',"quoteState":' || coalesce('"' || CAST(status_reason_1.quote_state AS TEXT) || '"', 'null') || ',"code":' || CAST(to_json(status_reason_1.code) AS TEXT) || ',"label":' || coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null') || ',"isDefault":' || coalesce(CASE WHEN status_reason_1.is_default THEN 'true' WHEN NOT status_reason_1.is_default THEN 'false' END, 'null') || ',"isActive":' || coalesce(CASE WHEN status_reason_1.is_active THEN 'true' WHEN NOT status_reason_1.is_active THEN 'false' END, 'null') || '}') AS item
FROM status_reason AS status_reason_1
WHERE status_reason_1.opportunity_state IS NOT NULL AND status_reason_1.is_active = $2::BOOLEAN ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_1) || ']'), 'UTF8') AS root_0, convert_to(('[' || (SELECT coalesce(string_agg(anon_2.item, ','), '') AS coalesce_2
FROM (SELECT ('{"__typename":"StatusReason","code":' || CAST(to_json(status_reason_2.code) AS TEXT) || ',"label":' || coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_2.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_2.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null') || ',"isActive":' || coalesce(CASE WHEN status_reason_2.is_active THEN 'true' WHEN NOT status_reason_2.is_active THEN 'false' END, 'null') || '}') AS item
FROM status_reason AS status_reason_2
WHERE status_reason_2.opportunity_state = $3 ORDER BY status_reason_2.position ASC, status_reason_2.id ASC) AS anon_2) || ']'), 'UTF8') AS root_1, convert_to(('[' || (SELECT coalesce(string_agg(anon_3.item, ','), '') AS coalesce_3
FROM (SELECT ('{"quoteState":' || coalesce('"' || CAST(status_reason_3.quote_state AS TEXT) || '"', 'null') || ',"code":' || CAST(to_json(status_reason_3.code) AS TEXT) || ',"label":' || coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_3.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_3.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null') || '}') AS item
FROM status_reason AS status_reason_3
WHERE status_reason_3.quote_state IS NOT NULL AND status_reason_3.is_active = $4::BOOLEAN ORDER BY status_reason_3.position ASC, status_reason_3.id ASC) AS anon_3) || ']'), 'UTF8') AS root_2, convert_to(('[' || (SELECT coalesce(string_agg(anon_4.item, ','), '') AS coalesce_4
FROM (SELECT ('{"code":' || CAST(to_json(status_reason_4.code) AS TEXT) || ',"isDefault":' || coalesce(CASE WHEN status_reason_4.is_default THEN 'true' WHEN NOT status_reason_4.is_default THEN 'false' END, 'null') || '}') AS item
FROM status_reason AS status_reason_4
WHERE status_reason_4.quote_state = $5 AND status_reason_4.is_active = $6::BOOLEAN ORDER BY status_reason_4.position ASC, status_reason_4.id ASC) AS anon_4) || ']'), 'UTF8') AS root_3;
