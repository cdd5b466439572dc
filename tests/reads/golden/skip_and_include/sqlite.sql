WITH anon_3 AS
(SELECT users_1.id AS id, format('{"id":"%s"}', users_1.id) AS item
FROM users AS users_1
WHERE 1 = 1)
SELECT CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_1
FROM (SELECT format('{"id":"%s","state":"%s","owner":%s}', anon_2.id, anon_2.state, coalesce((SELECT anon_3.item
FROM anon_3
WHERE anon_3.id = anon_2.owner_id), 'null')) AS part_0
FROM (SELECT opportunity_1.id AS id, opportunity_1.version AS version, opportunity_1.name AS name, opportunity_1.name_folded AS name_folded, opportunity_1.description AS description, opportunity_1.account_id AS account_id, opportunity_1.owner_id AS owner_id, opportunity_1.product_id AS product_id, opportunity_1.state AS state, opportunity_1.is_open AS is_open, opportunity_1.status_reason_id AS status_reason_id, opportunity_1.stage AS stage, opportunity_1.rating AS rating, opportunity_1.probability AS probability, opportunity_1.currency AS currency, opportunity_1.estimated_revenue AS estimated_revenue, opportunity_1.estimated_close_date AS estimated_close_date, opportunity_1.actual_revenue AS actual_revenue, opportunity_1.actual_close_date AS actual_close_date, opportunity_1.started_on AS started_on, opportunity_1.created_at AS created_at, opportunity_1.updated_at AS updated_at, opportunity_1.external_id AS external_id, opportunity_1.source AS source
FROM opportunity AS opportunity_1
WHERE 1 = 1 ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT ? OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_0;
