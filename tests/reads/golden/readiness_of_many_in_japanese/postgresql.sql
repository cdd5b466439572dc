SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || ']}') AS concatenation_1
FROM (SELECT ('{"id":"' || anon_2.id || '","closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":"' || anon_2.id || '","state":"' || anon_2.state || '"},"blockers.OpportunityStateError.opportunity":{"state":"' || anon_2.state || '","statusReason":' || coalesce((SELECT ('{"label":' || coalesce(CAST(to_json(CASE WHEN ($1::VARCHAR = 'ja') THEN coalesce(status_reason_1.label_ja, status_reason_1.label_en) ELSE status_reason_1.label_en END) AS TEXT), 'null') || '}') AS item
FROM status_reason AS status_reason_1
WHERE status_reason_1.id = anon_2.status_reason_id), 'null') || '}},"related":[' || (SELECT coalesce(string_agg(anon_3.item, ','), '') AS coalesce_1
FROM (SELECT ('{"facts":{"id":"' || quote_1.id || '","state":"' || quote_1.state || '"}}') AS item
FROM quote AS quote_1
WHERE quote_1.opportunity_id = anon_2.id AND (quote_1.state IN ('ACTIVE', 'DRAFT')) ORDER BY quote_1.created_at DESC, quote_1.id DESC) AS anon_3) || ']}}}') AS part_0
FROM (SELECT anon_4.id AS id, anon_4.state AS state, anon_4.status_reason_id AS status_reason_id, anon_4.created_at AS created_at
FROM (SELECT opportunity_1.id AS id, opportunity_1.state AS state, opportunity_1.status_reason_id AS status_reason_id, opportunity_1.created_at AS created_at
FROM opportunity AS opportunity_1
WHERE true ORDER BY opportunity_1.created_at ASC, opportunity_1.id ASC
LIMIT 101 OFFSET 0) AS anon_4 ORDER BY anon_4.created_at ASC, anon_4.id ASC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.created_at ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS root_0;
