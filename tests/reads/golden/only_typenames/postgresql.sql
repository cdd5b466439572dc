SELECT convert_to((SELECT format('{"__typename":"OpportunityConnection","nodes":%s,"edges":%s,"pageInfo":{"__typename":"PageInfo"}}', format('[%s]', coalesce(string_agg(anon_1.part_1, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '')), format('[%s]', coalesce(string_agg(anon_1.part_2, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), ''))) AS format_1
FROM (SELECT format('{"__typename":"Opportunity","closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":%s,"state":%s}},"related":%s}},"estimatedRevenue":%s,"owner":%s,"closes":%s,"quotes":%s}', '"' || CAST(anon_2.id AS TEXT) || '"', '"' || CAST(anon_2.state AS TEXT) || '"', (SELECT format('[%s]', coalesce(string_agg(anon_3.item, ','), '')) AS format_2
FROM (SELECT format('{"facts":{"id":%s,"state":%s}}', '"' || CAST(quote_1.id AS TEXT) || '"', '"' || CAST(quote_1.state AS TEXT) || '"') AS item
FROM quote AS quote_1
WHERE quote_1.opportunity_id = anon_2.id AND (quote_1.state IN ('ACTIVE', 'DRAFT')) ORDER BY quote_1.created_at DESC, quote_1.id DESC) AS anon_3), CASE WHEN (anon_2.estimated_revenue IS NOT NULL) THEN '{"__typename":"Money"}' ELSE 'null' END, coalesce((SELECT '{"__typename":"User"}' AS item
FROM users AS users_1
WHERE users_1.id = anon_2.owner_id), 'null'), (SELECT format('[%s]', coalesce(string_agg(anon_4.item, ','), '')) AS format_3
FROM (SELECT '{"__typename":"OpportunityClose"}' AS item
FROM opportunity_close AS opportunity_close_1
WHERE opportunity_close_1.opportunity_id = anon_2.id ORDER BY opportunity_close_1.closed_at DESC, opportunity_close_1.id DESC) AS anon_4), (SELECT '{"__typename":"QuoteConnection"}' AS anon_5)) AS part_1, '{"__typename":"OpportunityEdge","node":{"__typename":"Opportunity"}}' AS part_2, row_number() OVER (ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found, '"' || CAST(encode(convert_to(format('["Opportunity:created_at-",%s,%s]', coalesce('"' || CAST(to_char(timezone('UTC', anon_2.created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS TEXT) || '"', 'null'), '"' || CAST(anon_2.id AS TEXT) || '"'), 'UTF8'), 'hex') AS TEXT) || '"' AS cursor
FROM (SELECT opportunity_1.id AS id, opportunity_1.version AS version, opportunity_1.name AS name, opportunity_1.name_folded AS name_folded, opportunity_1.description AS description, opportunity_1.account_id AS account_id, opportunity_1.owner_id AS owner_id, opportunity_1.product_id AS product_id, opportunity_1.state AS state, opportunity_1.is_open AS is_open, opportunity_1.status_reason_id AS status_reason_id, opportunity_1.stage AS stage, opportunity_1.rating AS rating, opportunity_1.probability AS probability, opportunity_1.currency AS currency, opportunity_1.estimated_revenue AS estimated_revenue, opportunity_1.estimated_close_date AS estimated_close_date, opportunity_1.actual_revenue AS actual_revenue, opportunity_1.actual_close_date AS actual_close_date, opportunity_1.started_on AS started_on, opportunity_1.created_at AS created_at, opportunity_1.updated_at AS updated_at, opportunity_1.external_id AS external_id, opportunity_1.source AS source
FROM opportunity AS opportunity_1
WHERE true ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_2 ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS anon_1), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT '{"__typename":"CompetitorConnection"}' AS anon_1), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('[%s]', coalesce(string_agg(anon_2.anon_1, ','), '')) AS format_1
FROM (SELECT '{"__typename":"StatusReason"}' AS anon_1
FROM status_reason AS status_reason_1
WHERE status_reason_1.opportunity_state = $1 AND status_reason_1.is_active = $2::BOOLEAN ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_2), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('[%s]', coalesce(string_agg(anon_1.item, ','), '')) AS format_1
FROM (SELECT coalesce((SELECT '{"__typename":"Account"}' AS anon_2
FROM account AS account_1
WHERE account_1.id = wanted.value), 'null') AS item
FROM unnest($1::TEXT[]) WITH ORDINALITY AS wanted(value, key) ORDER BY wanted.key) AS anon_1), 'UTF8') AS convert_to_1;
