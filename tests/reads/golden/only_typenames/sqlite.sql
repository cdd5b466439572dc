WITH anon_4 AS
(SELECT quote_1.opportunity_id AS opportunity_id, quote_1.state AS state, quote_1.created_at AS created_at, quote_1.id AS id, format('{"facts":{"id":"%s","state":"%s"}}', quote_1.id, quote_1.state) AS item
FROM quote AS quote_1
WHERE 1 = 1),
anon_5 AS
(SELECT users_1.id AS id, '{"__typename":"User"}' AS item
FROM users AS users_1
WHERE 1 = 1),
anon_7 AS
(SELECT opportunity_close_1.opportunity_id AS opportunity_id, opportunity_close_1.closed_at AS closed_at, opportunity_close_1.id AS id, '{"__typename":"OpportunityClose"}' AS item
FROM opportunity_close AS opportunity_close_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"__typename":"OpportunityConnection","nodes":[%s],"edges":[%s],"pageInfo":{"__typename":"PageInfo"}}', coalesce(group_concat(anon_1.part_1, ',') FILTER (WHERE anon_1.rank <= ?), ''), coalesce(group_concat(anon_1.part_2, ',') FILTER (WHERE anon_1.rank <= ?), '')) AS format_1
FROM (SELECT format('{"__typename":"Opportunity","closeReadiness":{"$facts":{"number":0,"record":{"facts":{"id":"%s","state":"%s"}},"related":[%s]}},"estimatedRevenue":%s,"owner":%s,"closes":[%s],"quotes":%s}', anon_2.id, anon_2.state, (SELECT coalesce(group_concat(anon_3.item, ','), '') AS coalesce_1
FROM (SELECT anon_4.item AS item
FROM anon_4
WHERE anon_4.opportunity_id = anon_2.id AND (anon_4.state IN ('ACTIVE', 'DRAFT')) ORDER BY anon_4.created_at DESC, anon_4.id DESC) AS anon_3), CASE WHEN (anon_2.estimated_revenue IS NOT NULL) THEN '{"__typename":"Money"}' ELSE 'null' END, coalesce((SELECT anon_5.item
FROM anon_5
WHERE anon_5.id = anon_2.owner_id), 'null'), (SELECT coalesce(group_concat(anon_6.item, ','), '') AS coalesce_2
FROM (SELECT anon_7.item AS item
FROM anon_7
WHERE anon_7.opportunity_id = anon_2.id ORDER BY anon_7.closed_at DESC, anon_7.id DESC) AS anon_6), (SELECT '{"__typename":"QuoteConnection"}')) AS part_1, '{"__typename":"OpportunityEdge","node":{"__typename":"Opportunity"}}' AS part_2, row_number() OVER (ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found
FROM (SELECT opportunity_1.id AS id, opportunity_1.owner_id AS owner_id, opportunity_1.state AS state, opportunity_1.currency AS currency, opportunity_1.estimated_revenue AS estimated_revenue, opportunity_1.created_at AS created_at
FROM opportunity AS opportunity_1
WHERE 1 = 1 ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_0, CAST((SELECT '{"__typename":"CompetitorConnection"}') AS BLOB) AS root_1, CAST(format('[%s]', (SELECT coalesce(group_concat(anon_8.item, ','), '') AS coalesce_3
FROM (SELECT '{"__typename":"StatusReason"}' AS item
FROM status_reason AS status_reason_1
WHERE status_reason_1.opportunity_state = ? AND status_reason_1.is_active = ? ORDER BY status_reason_1.position ASC, status_reason_1.id ASC) AS anon_8)) AS BLOB) AS root_2, CAST(format('[%s]', (SELECT coalesce(group_concat(anon_9.item, ','), '') AS coalesce_4
FROM (SELECT coalesce((SELECT '{"__typename":"Account"}'
FROM account AS account_1
WHERE account_1.id = wanted.value), 'null') AS item
FROM json_each(?) AS wanted ORDER BY wanted."key") AS anon_9)) AS BLOB) AS root_3;
