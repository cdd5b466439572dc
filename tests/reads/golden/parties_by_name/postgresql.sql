SELECT convert_to((SELECT format('{"nodes":%s,"totalCount":%s}', format('[%s]', coalesce(string_agg(anon_1.part_0, ','), '')), (SELECT count(*) AS count_1
FROM account AS account_1
WHERE account_1.name_folded LIKE $1::VARCHAR ESCAPE '\')) AS format_1
FROM (SELECT format('{"name":%s}', CAST(to_json(anon_2.name) AS TEXT)) AS part_0
FROM (SELECT account_2.id AS id, account_2.name AS name, account_2.name_folded AS name_folded, account_2.sector AS sector, account_2.year_established AS year_established, account_2.annual_revenue AS annual_revenue, account_2.currency AS currency, account_2.employees AS employees, account_2.office_location AS office_location, account_2.parent_id AS parent_id, account_2.external_id AS external_id, account_2.source AS source
FROM account AS account_2
WHERE account_2.name_folded LIKE $1::VARCHAR ESCAPE '\' ORDER BY account_2.name_folded ASC, account_2.id ASC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"nodes":%s,"totalCount":%s}', format('[%s]', coalesce(string_agg(anon_1.part_0, ','), '')), (SELECT count(*) AS count_1
FROM competitor AS competitor_1
WHERE competitor_1.name = any($1::TEXT[]))) AS format_1
FROM (SELECT format('{"id":%s,"name":%s}', '"' || CAST(anon_2.id AS TEXT) || '"', CAST(to_json(anon_2.name) AS TEXT)) AS part_0
FROM (SELECT competitor_2.id AS id, competitor_2.name AS name, competitor_2.name_folded AS name_folded
FROM competitor AS competitor_2
WHERE competitor_2.name = any($1::TEXT[]) ORDER BY competitor_2.name_folded ASC, competitor_2.id ASC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS convert_to_1;

SELECT convert_to((SELECT format('{"edges":%s,"totalCount":%s}', format('[%s]', coalesce(string_agg(anon_1.part_0, ','), '')), (SELECT count(*) AS count_1
FROM users AS users_1
WHERE users_1.name_folded LIKE $1::VARCHAR ESCAPE '\' AND users_1.name_folded LIKE $2::VARCHAR ESCAPE '\')) AS format_1
FROM (SELECT format('{"cursor":%s,"node":{"name":%s}}', '"' || CAST(encode(convert_to(format('["User:name_folded+",%s,%s]', CAST(to_json(anon_2.name_folded) AS TEXT), '"' || CAST(anon_2.id AS TEXT) || '"'), 'UTF8'), 'hex') AS TEXT) || '"', CAST(to_json(anon_2.name) AS TEXT)) AS part_0
FROM (SELECT users_2.id AS id, users_2.kind AS kind, users_2.name AS name, users_2.name_folded AS name_folded, users_2.email AS email, users_2.manager_id AS manager_id, users_2.regional_office AS regional_office, users_2.external_id AS external_id, users_2.source AS source
FROM users AS users_2
WHERE users_2.name_folded LIKE $1::VARCHAR ESCAPE '\' AND users_2.name_folded LIKE $2::VARCHAR ESCAPE '\' ORDER BY users_2.name_folded ASC, users_2.id ASC
LIMIT $3::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS convert_to_1;
