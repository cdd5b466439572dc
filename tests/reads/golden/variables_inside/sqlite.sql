SELECT CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_1
FROM (SELECT format('{"name":%s}', json_quote(anon_2.name)) AS part_0
FROM (SELECT opportunity_1.id AS id, opportunity_1.version AS version, opportunity_1.name AS name, opportunity_1.name_folded AS name_folded, opportunity_1.description AS description, opportunity_1.account_id AS account_id, opportunity_1.owner_id AS owner_id, opportunity_1.product_id AS product_id, opportunity_1.state AS state, opportunity_1.is_open AS is_open, opportunity_1.status_reason_id AS status_reason_id, opportunity_1.stage AS stage, opportunity_1.rating AS rating, opportunity_1.probability AS probability, opportunity_1.currency AS currency, opportunity_1.estimated_revenue AS estimated_revenue, opportunity_1.estimated_close_date AS estimated_close_date, opportunity_1.actual_revenue AS actual_revenue, opportunity_1.actual_close_date AS actual_close_date, opportunity_1.started_on AS started_on, opportunity_1.created_at AS created_at, opportunity_1.updated_at AS updated_at, opportunity_1.external_id AS external_id, opportunity_1.source AS source
FROM opportunity AS opportunity_1
WHERE opportunity_1.name_folded LIKE ? ESCAPE '\' AND (opportunity_1.state IN (SELECT anon_3.value
FROM json_each(?) AS anon_3) OR opportunity_1.currency IN (SELECT anon_4.value
FROM json_each(?) AS anon_4)) ORDER BY opportunity_1.name_folded ASC, opportunity_1.id ASC
LIMIT ? OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_0;
