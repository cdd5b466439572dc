SELECT CAST(format('[%s]', (SELECT coalesce(group_concat(anon_1.item, ','), '') AS coalesce_1
FROM (SELECT format('{"id":"%s","opportunityState":%s,"quoteState":%s,"code":%s,"label":%s,"isDefault":%s,"isActive":%s}', status_reason_1.id, coalesce('"' || CAST(status_reason_1.opportunity_state AS TEXT) || '"', 'null'), coalesce('"' || CAST(status_reason_1.quote_state AS TEXT) || '"', 'null'), json_quote(status_reason_1.code), coalesce(json_quote(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = ?), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))), 'null'), coalesce(CASE WHEN status_reason_1.is_default THEN 'true' WHEN status_reason_1.is_default = 0 THEN 'false' END, 'null'), coalesce(CASE WHEN status_reason_1.is_active THEN 'true' WHEN status_reason_1.is_active = 0 THEN 'false' END, 'null')) AS item
FROM status_reason AS status_reason_1
WHERE status_reason_1.opportunity_state IS NOT NULL AND status_reason_1.is_active = ? ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_1)) AS BLOB) AS root_0, CAST(format('[%s]', (SELECT coalesce(group_concat(anon_2.item, ','), '') AS coalesce_2
FROM (SELECT format('{"__typename":"StatusReason","code":%s,"label":%s,"isActive":%s}', json_quote(status_reason_2.code), coalesce(json_quote(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_2.id AND status_reason_label.locale = ?), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_2.id AND status_reason_label.locale = 'en'))), 'null'), coalesce(CASE WHEN status_reason_2.is_active THEN 'true' WHEN status_reason_2.is_active = 0 THEN 'false' END, 'null')) AS item
FROM status_reason AS status_reason_2
WHERE status_reason_2.opportunity_state = ? ORDER BY status_reason_2.position ASC, status_reason_2.id ASC) AS anon_2)) AS BLOB) AS root_1, CAST(format('[%s]', (SELECT coalesce(group_concat(anon_3.item, ','), '') AS coalesce_3
FROM (SELECT format('{"quoteState":%s,"code":%s,"label":%s}', coalesce('"' || CAST(status_reason_3.quote_state AS TEXT) || '"', 'null'), json_quote(status_reason_3.code), coalesce(json_quote(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_3.id AND status_reason_label.locale = ?), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_3.id AND status_reason_label.locale = 'en'))), 'null')) AS item
FROM status_reason AS status_reason_3
WHERE status_reason_3.quote_state IS NOT NULL AND status_reason_3.is_active = ? ORDER BY status_reason_3.position ASC, status_reason_3.id ASC) AS anon_3)) AS BLOB) AS root_2, CAST(format('[%s]', (SELECT coalesce(group_concat(anon_4.item, ','), '') AS coalesce_4
FROM (SELECT format('{"code":%s,"isDefault":%s}', json_quote(status_reason_4.code), coalesce(CASE WHEN status_reason_4.is_default THEN 'true' WHEN status_reason_4.is_default = 0 THEN 'false' END, 'null')) AS item
FROM status_reason AS status_reason_4
WHERE status_reason_4.quote_state = ? AND status_reason_4.is_active = ? ORDER BY status_reason_4.position ASC, status_reason_4.id ASC) AS anon_4)) AS BLOB) AS root_3;
