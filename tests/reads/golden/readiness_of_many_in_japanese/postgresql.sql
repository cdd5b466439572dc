SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || ']}') AS concatenation_1
FROM (SELECT ('{"id":"' || anon_2.id || '","closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":"' || anon_2.id || '","state":"' || anon_2.state || '"},"blockers.OpportunityStateError.opportunity":{"state":"' || anon_2.state || '","statusReason":' || coalesce((SELECT ('{"label":' || coalesce(CAST(to_json(coalesce((SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = $1::VARCHAR), (SELECT status_reason_label.label
FROM status_reason_label
WHERE status_reason_label.status_reason_id = status_reason_1.id AND status_reason_label.locale = 'en'))) AS TEXT), 'null') || '}') AS item
FROM status_reason AS status_reason_1
WHERE status_reason_1.id = anon_2.status_reason_id), 'null') || '}},"related":[' || (SELECT coalesce(string_agg(anon_3.item, ','), '') AS coalesce_1
FROM (SELECT ('{"facts":{"id":"' || quote_1.id || '","state":"' || quote_1.state || '"}}') AS item
FROM quote AS quote_1
WHERE quote_1.opportunity_id = anon_2.id AND (quote_1.state IN ('ACTIVE', 'DRAFT')) ORDER BY quote_1.created_at DESC, quote_1.id DESC) AS anon_3) || ']}}}') AS part_0
FROM (SELECT anon_4.id AS id, anon_4.version AS version, anon_4.name AS name, anon_4.name_folded AS name_folded, anon_4.description AS description, anon_4.account_id AS account_id, anon_4.owner_id AS owner_id, anon_4.product_id AS product_id, anon_4.state AS state, anon_4.is_open AS is_open, anon_4.status_reason_id AS status_reason_id, anon_4.stage AS stage, anon_4.rating AS rating, anon_4.probability AS probability, anon_4.currency AS currency, anon_4.estimated_revenue AS estimated_revenue, anon_4.estimated_close_date AS estimated_close_date, anon_4.actual_revenue AS actual_revenue, anon_4.actual_close_date AS actual_close_date, anon_4.started_on AS started_on, anon_4.created_at AS created_at, anon_4.updated_at AS updated_at, anon_4.external_id AS external_id, anon_4.source AS source
FROM (SELECT opportunity_1.id AS id, opportunity_1.version AS version, opportunity_1.name AS name, opportunity_1.name_folded AS name_folded, opportunity_1.description AS description, opportunity_1.account_id AS account_id, opportunity_1.owner_id AS owner_id, opportunity_1.product_id AS product_id, opportunity_1.state AS state, opportunity_1.is_open AS is_open, opportunity_1.status_reason_id AS status_reason_id, opportunity_1.stage AS stage, opportunity_1.rating AS rating, opportunity_1.probability AS probability, opportunity_1.currency AS currency, opportunity_1.estimated_revenue AS estimated_revenue, opportunity_1.estimated_close_date AS estimated_close_date, opportunity_1.actual_revenue AS actual_revenue, opportunity_1.actual_close_date AS actual_close_date, opportunity_1.started_on AS started_on, opportunity_1.created_at AS created_at, opportunity_1.updated_at AS updated_at, opportunity_1.external_id AS external_id, opportunity_1.source AS source
FROM opportunity AS opportunity_1
WHERE true ORDER BY opportunity_1.created_at ASC, opportunity_1.id ASC
LIMIT 101 OFFSET 0) AS anon_4 ORDER BY anon_4.created_at ASC, anon_4.id ASC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.created_at ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS root_0;
