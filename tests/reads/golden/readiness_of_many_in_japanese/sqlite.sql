WITH anon_2 AS
(SELECT status_reason_1.id AS id, format('{"label":%s}', coalesce(json_quote(CASE WHEN (? = 'ja') THEN coalesce(status_reason_1.label_ja, status_reason_1.label_en) ELSE status_reason_1.label_en END), 'null')) AS item
FROM status_reason AS status_reason_1
WHERE 1 = 1),
anon_4 AS
(SELECT quote_1.opportunity_id AS opportunity_id, quote_1.state AS state, quote_1.created_at AS created_at, quote_1.id AS id, format('{"facts":{"id":"%s","state":"%s"}}', quote_1.id, quote_1.state) AS item
FROM quote AS quote_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_1
FROM (SELECT format('{"id":"%s","closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":"%s","state":"%s"},"blockers.OpportunityStateError.opportunity":{"state":"%s","statusReason":%s}},"related":[%s]}}}', opportunity_1.id, opportunity_1.id, opportunity_1.state, opportunity_1.state, coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.id = opportunity_1.status_reason_id), 'null'), (SELECT coalesce(group_concat(anon_3.item, ','), '') AS coalesce_1
FROM (SELECT anon_4.item AS item
FROM anon_4
WHERE anon_4.opportunity_id = opportunity_1.id AND (anon_4.state IN ('ACTIVE', 'DRAFT')) ORDER BY anon_4.created_at DESC, anon_4.id DESC) AS anon_3)) AS part_0
FROM opportunity AS opportunity_1
WHERE 1 = 1 ORDER BY opportunity_1.created_at ASC, opportunity_1.id ASC
LIMIT ? OFFSET 0) AS anon_1) AS BLOB) AS root_0;
