SELECT CAST((SELECT format('{"id":"%s"}', users_1.id) AS format_1
FROM users AS users_1
WHERE users_1.id = ?) AS BLOB) AS root_0, CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_2
FROM (SELECT format('{"id":"%s"}', anon_2.id) AS part_0
FROM (SELECT opportunity_1.id AS id, opportunity_1.version AS version, opportunity_1.name AS name, opportunity_1.name_folded AS name_folded, opportunity_1.description AS description, opportunity_1.account_id AS account_id, opportunity_1.owner_id AS owner_id, opportunity_1.product_id AS product_id, opportunity_1.state AS state, opportunity_1.is_open AS is_open, opportunity_1.status_reason_id AS status_reason_id, opportunity_1.stage AS stage, opportunity_1.rating AS rating, opportunity_1.probability AS probability, opportunity_1.currency AS currency, opportunity_1.estimated_revenue AS estimated_revenue, opportunity_1.estimated_close_date AS estimated_close_date, opportunity_1.actual_revenue AS actual_revenue, opportunity_1.actual_close_date AS actual_close_date, opportunity_1.started_on AS started_on, opportunity_1.created_at AS created_at, opportunity_1.updated_at AS updated_at, opportunity_1.external_id AS external_id, opportunity_1.source AS source
FROM opportunity AS opportunity_1
WHERE 1 = 1 ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT ? OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_1, CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_3.part_0, ','), '')) AS format_3
FROM (SELECT format('{"id":"%s","updatedAt":"%s"}', anon_4.id, replace(anon_4.updated_at, '.000000Z', 'Z')) AS part_0
FROM (SELECT opportunity_2.id AS id, opportunity_2.version AS version, opportunity_2.name AS name, opportunity_2.name_folded AS name_folded, opportunity_2.description AS description, opportunity_2.account_id AS account_id, opportunity_2.owner_id AS owner_id, opportunity_2.product_id AS product_id, opportunity_2.state AS state, opportunity_2.is_open AS is_open, opportunity_2.status_reason_id AS status_reason_id, opportunity_2.stage AS stage, opportunity_2.rating AS rating, opportunity_2.probability AS probability, opportunity_2.currency AS currency, opportunity_2.estimated_revenue AS estimated_revenue, opportunity_2.estimated_close_date AS estimated_close_date, opportunity_2.actual_revenue AS actual_revenue, opportunity_2.actual_close_date AS actual_close_date, opportunity_2.started_on AS started_on, opportunity_2.created_at AS created_at, opportunity_2.updated_at AS updated_at, opportunity_2.external_id AS external_id, opportunity_2.source AS source
FROM opportunity AS opportunity_2
WHERE 1 = 1 ORDER BY opportunity_2.updated_at DESC, opportunity_2.id DESC
LIMIT ? OFFSET 0) AS anon_4) AS anon_3) AS BLOB) AS root_2, CAST((SELECT format('{"totalCount":%s}', (SELECT count(*) AS count_1
FROM quote AS quote_1
WHERE quote_1.opportunity_id = ?)) AS format_4) AS BLOB) AS root_3;
