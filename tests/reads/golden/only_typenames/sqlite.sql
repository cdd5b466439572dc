WITH anon_5 AS
(SELECT quote_1.opportunity_id AS opportunity_id, quote_1.state AS state, quote_1.created_at AS created_at, quote_1.id AS id, format('{"facts":{"id":%s,"state":%s}}', '"' || CAST(quote_1.id AS TEXT) || '"', '"' || CAST(quote_1.state AS TEXT) || '"') AS item
FROM quote AS quote_1
WHERE 1 = 1),
anon_6 AS
(SELECT users_1.id AS id, '{"__typename":"User"}' AS item
FROM users AS users_1
WHERE 1 = 1),
anon_8 AS
(SELECT opportunity_close_1.opportunity_id AS opportunity_id, opportunity_close_1.closed_at AS closed_at, opportunity_close_1.id AS id, '{"__typename":"OpportunityClose"}' AS item
FROM opportunity_close AS opportunity_close_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"__typename":"OpportunityConnection","nodes":%s,"edges":%s,"pageInfo":{"__typename":"PageInfo"}}', format('[%s]', coalesce(group_concat(anon_2.part_1, ',') FILTER (WHERE anon_2.rank <= ?), '')), format('[%s]', coalesce(group_concat(anon_2.part_2, ',') FILTER (WHERE anon_2.rank <= ?), ''))) AS format_1
FROM (SELECT format('{"__typename":"Opportunity","closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":%s,"state":%s}},"related":%s}},"estimatedRevenue":%s,"owner":%s,"closes":%s,"quotes":%s}', '"' || CAST(anon_3.id AS TEXT) || '"', '"' || CAST(anon_3.state AS TEXT) || '"', (SELECT format('[%s]', coalesce(group_concat(anon_4.item, ','), '')) AS format_2
FROM (SELECT anon_5.item AS item
FROM anon_5
WHERE anon_5.opportunity_id = anon_3.id AND (anon_5.state IN ('ACTIVE', 'DRAFT')) ORDER BY anon_5.created_at DESC, anon_5.id DESC) AS anon_4), CASE WHEN (anon_3.estimated_revenue IS NOT NULL) THEN '{"__typename":"Money"}' ELSE 'null' END, coalesce((SELECT anon_6.item
FROM anon_6
WHERE anon_6.id = anon_3.owner_id), 'null'), (SELECT format('[%s]', coalesce(group_concat(anon_7.item, ','), '')) AS format_3
FROM (SELECT anon_8.item AS item
FROM anon_8
WHERE anon_8.opportunity_id = anon_3.id ORDER BY anon_8.closed_at DESC, anon_8.id DESC) AS anon_7), (SELECT '{"__typename":"QuoteConnection"}' AS anon_9)) AS part_1, '{"__typename":"OpportunityEdge","node":{"__typename":"Opportunity"}}' AS part_2, row_number() OVER (ORDER BY anon_3.created_at DESC, anon_3.id DESC) AS rank, count(*) OVER () AS found, '"' || CAST(lower(hex(format('["Opportunity:created_at-",%s,%s]', coalesce('"' || CAST(CAST(anon_3.created_at AS TEXT) AS TEXT) || '"', 'null'), '"' || CAST(anon_3.id AS TEXT) || '"'))) AS TEXT) || '"' AS cursor
FROM (SELECT opportunity_1.id AS id, opportunity_1.version AS version, opportunity_1.name AS name, opportunity_1.name_folded AS name_folded, opportunity_1.description AS description, opportunity_1.account_id AS account_id, opportunity_1.owner_id AS owner_id, opportunity_1.product_id AS product_id, opportunity_1.state AS state, opportunity_1.is_open AS is_open, opportunity_1.status_reason_id AS status_reason_id, opportunity_1.stage AS stage, opportunity_1.rating AS rating, opportunity_1.probability AS probability, opportunity_1.currency AS currency, opportunity_1.estimated_revenue AS estimated_revenue, opportunity_1.estimated_close_date AS estimated_close_date, opportunity_1.actual_revenue AS actual_revenue, opportunity_1.actual_close_date AS actual_close_date, opportunity_1.started_on AS started_on, opportunity_1.created_at AS created_at, opportunity_1.updated_at AS updated_at, opportunity_1.external_id AS external_id, opportunity_1.source AS source
FROM opportunity AS opportunity_1
WHERE 1 = 1 ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_3 ORDER BY anon_3.created_at DESC, anon_3.id DESC) AS anon_2) AS BLOB) AS anon_1;

SELECT CAST((SELECT '{"__typename":"CompetitorConnection"}' AS anon_2) AS BLOB) AS anon_1;

SELECT CAST((SELECT format('[%s]', coalesce(group_concat(anon_3.anon_2, ','), '')) AS format_1
FROM (SELECT '{"__typename":"StatusReason"}' AS anon_2
FROM status_reason AS status_reason_1
WHERE status_reason_1.opportunity_state = ? AND status_reason_1.is_active = ? ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_3) AS BLOB) AS anon_1;

SELECT CAST((SELECT format('[%s]', coalesce(group_concat(anon_2.item, ','), '')) AS format_1
FROM (SELECT coalesce((SELECT '{"__typename":"Account"}' AS anon_3
FROM account AS account_1
WHERE account_1.id = wanted.value), 'null') AS item
FROM json_each(?) AS wanted ORDER BY wanted."key") AS anon_2) AS BLOB) AS anon_1;
