SELECT convert_to((SELECT '{}'
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = $1::VARCHAR), 'UTF8') AS root_0, convert_to((SELECT '{}'), 'UTF8') AS root_1, convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= $2::BIGINT), '') || '],"edges":[' || coalesce(string_agg(anon_1.part_1, ',') FILTER (WHERE anon_1.rank <= $2::BIGINT), '') || '],"pageInfo":{}}') AS concatenation_1
FROM (SELECT '{}' AS part_0, ('{"node":{"totalAmount":{},"lines":[' || (SELECT coalesce(string_agg(anon_2.item, ','), '') AS coalesce_1
FROM (SELECT '{}' AS item
FROM quote_line AS quote_line_1
WHERE quote_line_1.quote_id = anon_3.id ORDER BY quote_line_1.position ASC, quote_line_1.id ASC) AS anon_2) || ']}}') AS part_1, row_number() OVER (ORDER BY anon_3.created_at DESC, anon_3.id DESC) AS rank, count(*) OVER () AS found
FROM (SELECT anon_4.id AS id, anon_4.currency AS currency, anon_4.total_amount AS total_amount, anon_4.created_at AS created_at
FROM (SELECT quote_1.id AS id, quote_1.currency AS currency, quote_1.total_amount AS total_amount, quote_1.created_at AS created_at
FROM quote AS quote_1
WHERE true ORDER BY quote_1.created_at DESC, quote_1.id DESC
LIMIT 11 OFFSET 0) AS anon_4 ORDER BY anon_4.created_at DESC, anon_4.id DESC
LIMIT $2::BIGINT + 1 OFFSET 0) AS anon_3 ORDER BY anon_3.created_at DESC, anon_3.id DESC) AS anon_1), 'UTF8') AS root_2;
