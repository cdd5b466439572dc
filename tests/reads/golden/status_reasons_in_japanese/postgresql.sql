SELECT convert_to((SELECT format('[%s]', coalesce(string_agg(anon_1.format_2, ','), '')) AS format_1
FROM (SELECT format('{"id":%s,"opportunityState":%s,"quoteState":%s,"code":%s,"label":%s,"isDefault":%s,"isActive":%s}', '"' || CAST(status_reason_1.id AS TEXT) || '"', coalesce('"' || CAST(status_reason_1.opportunity_state AS TEXT) || '"', 'null'), coalesce('"' || CAST(status_reason_1.quote_state AS TEXT) || '"', 'null'), CAST(to_json(status_reason_1.code) AS TEXT), coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null'), coalesce(CASE WHEN status_reason_1.is_default THEN 'true' WHEN NOT status_reason_1.is_default THEN 'false' END, 'null'), coalesce(CASE WHEN status_reason_1.is_active THEN 'true' WHEN NOT status_reason_1.is_active THEN 'false' END, 'null')) AS format_2
FROM status_reason AS status_reason_1
WHERE status_reason_1.opportunity_state IS NOT NULL AND status_reason_1.is_active = $2::BOOLEAN ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_1), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('[%s]', coalesce(string_agg(anon_1.format_2, ','), '')) AS format_1
FROM (SELECT format('{"__typename":"StatusReason","code":%s,"label":%s,"isActive":%s}', CAST(to_json(status_reason_1.code) AS TEXT), coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null'), coalesce(CASE WHEN status_reason_1.is_active THEN 'true' WHEN NOT status_reason_1.is_active THEN 'false' END, 'null')) AS format_2
FROM status_reason AS status_reason_1
WHERE status_reason_1.opportunity_state = $2 ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_1), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('[%s]', coalesce(string_agg(anon_1.format_2, ','), '')) AS format_1
FROM (SELECT format('{"quoteState":%s,"code":%s,"label":%s}', coalesce('"' || CAST(status_reason_1.quote_state AS TEXT) || '"', 'null'), CAST(to_json(status_reason_1.code) AS TEXT), coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null')) AS format_2
FROM status_reason AS status_reason_1
WHERE status_reason_1.quote_state IS NOT NULL AND status_reason_1.is_active = $2::BOOLEAN ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_1), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('[%s]', coalesce(string_agg(anon_1.format_2, ','), '')) AS format_1
FROM (SELECT format('{"code":%s,"isDefault":%s}', CAST(to_json(status_reason_1.code) AS TEXT), coalesce(CASE WHEN status_reason_1.is_default THEN 'true' WHEN NOT status_reason_1.is_default THEN 'false' END, 'null')) AS format_2
FROM status_reason AS status_reason_1
WHERE status_reason_1.quote_state = $1 AND status_reason_1.is_active = $2::BOOLEAN ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_1), 'UTF8') AS convert_to_1;
