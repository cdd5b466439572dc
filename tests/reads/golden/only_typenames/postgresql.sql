SELECT convert_to((SELECT ('{"__typename":"OpportunityConnection","nodes":[' || coalesce(string_agg(anon_1.part_1, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '') || '],"edges":[' || coalesce(string_agg(anon_1.part_2, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '') || '],"pageInfo":{"__typename":"PageInfo"}}') AS concatenation_1
FROM (SELECT ('{"__typename":"Opportunity","closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":"' || anon_2.id || '","state":"' || anon_2.state || '"}},"related":[' || (SELECT coalesce(string_agg(anon_3.item, ','), '') AS coalesce_1
FROM (SELECT ('{"facts":{"id":"' || quote_1.id || '","state":"' || quote_1.state || '"}}') AS item
FROM quote AS quote_1
WHERE quote_1.opportunity_id = anon_2.id AND (quote_1.state IN ('ACTIVE', 'DRAFT')) ORDER BY quote_1.created_at DESC, quote_1.id DESC) AS anon_3) || ']}},"estimatedRevenue":' || CASE WHEN (anon_2.estimated_revenue IS NOT NULL) THEN '{"__typename":"Money"}' ELSE 'null' END || ',"owner":' || coalesce((SELECT '{"__typename":"User"}' AS item
FROM users AS users_1
WHERE users_1.id = anon_2.owner_id), 'null') || ',"closes":[' || (SELECT coalesce(string_agg(anon_4.item, ','), '') AS coalesce_2
FROM (SELECT '{"__typename":"OpportunityClose"}' AS item
FROM opportunity_close AS opportunity_close_1
WHERE opportunity_close_1.opportunity_id = anon_2.id ORDER BY opportunity_close_1.closed_at DESC, opportunity_close_1.id DESC) AS anon_4) || '],"quotes":' || (SELECT '{"__typename":"QuoteConnection"}') || '}') AS part_1, '{"__typename":"OpportunityEdge","node":{"__typename":"Opportunity"}}' AS part_2, row_number() OVER (ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found
FROM (SELECT anon_5.id AS id, anon_5.owner_id AS owner_id, anon_5.state AS state, anon_5.currency AS currency, anon_5.estimated_revenue AS estimated_revenue, anon_5.created_at AS created_at
FROM (SELECT opportunity_1.id AS id, opportunity_1.owner_id AS owner_id, opportunity_1.state AS state, opportunity_1.currency AS currency, opportunity_1.estimated_revenue AS estimated_revenue, opportunity_1.created_at AS created_at
FROM opportunity AS opportunity_1
WHERE true ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT 11 OFFSET 0) AS anon_5 ORDER BY anon_5.created_at DESC, anon_5.id DESC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_2 ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS anon_1), 'UTF8') AS root_0, convert_to((SELECT '{"__typename":"CompetitorConnection"}'), 'UTF8') AS root_1, convert_to(('[' || (SELECT coalesce(string_agg(anon_6.item, ','), '') AS coalesce_3
FROM (SELECT '{"__typename":"StatusReason"}' AS item
FROM status_reason AS status_reason_1
WHERE status_reason_1.opportunity_state = $2 AND status_reason_1.is_active = $3::BOOLEAN ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_6) || ']'), 'UTF8') AS root_2, convert_to(('[' || (SELECT coalesce(string_agg(anon_7.item, ','), '') AS coalesce_4
FROM (SELECT coalesce((SELECT '{"__typename":"Account"}'
FROM account AS account_1
WHERE account_1.id = wanted.value), 'null') AS item
FROM unnest($4::TEXT[]) WITH ORDINALITY AS wanted(value, key) ORDER BY wanted.key) AS anon_7) || ']'), 'UTF8') AS root_3;
