SELECT convert_to((SELECT format('[%s]', coalesce(string_agg(anon_1.item, ','), '')) AS format_1
FROM (SELECT coalesce((SELECT format('{"id":%s,"__typename":"Quote","what":%s,"opportunity":%s}', '"' || CAST(quote_1.id AS TEXT) || '"', CAST(to_json(quote_1.number) AS TEXT), coalesce((SELECT format('{"__typename":"Opportunity","name":%s}', CAST(to_json(opportunity_1.name) AS TEXT)) AS item
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = quote_1.opportunity_id), 'null')) AS format_2
FROM quote AS quote_1
WHERE quote_1.id = wanted.value), (SELECT format('{"id":%s,"__typename":"Opportunity","name":%s,"which":%s}', '"' || CAST(opportunity_2.id AS TEXT) || '"', CAST(to_json(opportunity_2.name) AS TEXT), '"' || CAST(opportunity_2.stage AS TEXT) || '"') AS format_3
FROM opportunity AS opportunity_2
WHERE opportunity_2.id = wanted.value), (SELECT format('{"id":%s,"__typename":"Account","name":%s,"opportunities":%s}', '"' || CAST(account_1.id AS TEXT) || '"', CAST(to_json(account_1.name) AS TEXT), (SELECT format('{"nodes":%s}', format('[%s]', coalesce(string_agg(anon_2.part_0, ','), ''))) AS format_5
FROM (SELECT format('{"id":%s}', '"' || CAST(anon_3.id AS TEXT) || '"') AS part_0
FROM (SELECT opportunity_3.id AS id, opportunity_3.version AS version, opportunity_3.name AS name, opportunity_3.name_folded AS name_folded, opportunity_3.description AS description, opportunity_3.account_id AS account_id, opportunity_3.owner_id AS owner_id, opportunity_3.product_id AS product_id, opportunity_3.state AS state, opportunity_3.is_open AS is_open, opportunity_3.status_reason_id AS status_reason_id, opportunity_3.stage AS stage, opportunity_3.rating AS rating, opportunity_3.probability AS probability, opportunity_3.currency AS currency, opportunity_3.estimated_revenue AS estimated_revenue, opportunity_3.estimated_close_date AS estimated_close_date, opportunity_3.actual_revenue AS actual_revenue, opportunity_3.actual_close_date AS actual_close_date, opportunity_3.started_on AS started_on, opportunity_3.created_at AS created_at, opportunity_3.updated_at AS updated_at, opportunity_3.external_id AS external_id, opportunity_3.source AS source
FROM opportunity AS opportunity_3
WHERE opportunity_3.account_id = account_1.id AND true ORDER BY opportunity_3.created_at DESC, opportunity_3.id DESC
LIMIT $1::BIGINT OFFSET 0) AS anon_3 ORDER BY anon_3.created_at DESC, anon_3.id DESC) AS anon_2)) AS format_4
FROM account AS account_1
WHERE account_1.id = wanted.value), 'null') AS item
FROM unnest($2::TEXT[]) WITH ORDINALITY AS wanted(value, key) ORDER BY wanted.key) AS anon_1), 'UTF8') AS convert_to_1;
