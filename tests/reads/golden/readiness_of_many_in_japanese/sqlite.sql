WITH anon_3 AS
(SELECT status_reason_1.id AS id, format('{"label":%s}', coalesce(json_quote(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = ?), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))), 'null')) AS item
FROM status_reason AS status_reason_1
WHERE 1 = 1),
anon_5 AS
(SELECT quote_1.opportunity_id AS opportunity_id, quote_1.state AS state, quote_1.created_at AS created_at, quote_1.id AS id, format('{"facts":{"id":"%s","state":"%s"}}', quote_1.id, quote_1.state) AS item
FROM quote AS quote_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_1
FROM (SELECT format('{"id":"%s","closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":"%s","state":"%s"},"blockers.OpportunityStateError.opportunity":{"state":"%s","statusReason":%s}},"related":[%s]}}}', anon_2.id, anon_2.id, anon_2.state, anon_2.state, coalesce((SELECT anon_3.item
FROM anon_3
WHERE anon_3.id = anon_2.status_reason_id), 'null'), (SELECT coalesce(group_concat(anon_4.item, ','), '') AS coalesce_1
FROM (SELECT anon_5.item AS item
FROM anon_5
WHERE anon_5.opportunity_id = anon_2.id AND (anon_5.state IN ('ACTIVE', 'DRAFT')) ORDER BY anon_5.created_at DESC, anon_5.id DESC) AS anon_4)) AS part_0
FROM (SELECT opportunity_1.id AS id, opportunity_1.state AS state, opportunity_1.status_reason_id AS status_reason_id, opportunity_1.created_at AS created_at
FROM opportunity AS opportunity_1
WHERE 1 = 1 ORDER BY opportunity_1.created_at ASC, opportunity_1.id ASC
LIMIT ? OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_0;
