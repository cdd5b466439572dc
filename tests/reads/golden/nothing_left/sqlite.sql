WITH anon_3 AS
(SELECT quote_line_1.quote_id AS quote_id, quote_line_1.position AS position, quote_line_1.id AS id, '{}' AS item
FROM quote_line AS quote_line_1
WHERE 1 = 1)
SELECT CAST((SELECT '{}'
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS root_0, CAST((SELECT '{}') AS BLOB) AS root_1, CAST((SELECT format('{"nodes":[%s],"edges":[%s],"pageInfo":{}}', coalesce(group_concat(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= ?), ''), coalesce(group_concat(anon_1.part_1, ',') FILTER (WHERE anon_1.rank <= ?), '')) AS format_1
FROM (SELECT '{}' AS part_0, format('{"node":{"totalAmount":{},"lines":[%s]}}', (SELECT coalesce(group_concat(anon_2.item, ','), '') AS coalesce_1
FROM (SELECT anon_3.item AS item
FROM anon_3
WHERE anon_3.quote_id = anon_4.id ORDER BY anon_3.position ASC, anon_3.id ASC) AS anon_2)) AS part_1, row_number() OVER (ORDER BY anon_4.created_at DESC, anon_4.id DESC) AS rank, count(*) OVER () AS found
FROM (SELECT quote_1.id AS id, quote_1.currency AS currency, quote_1.total_amount AS total_amount, quote_1.created_at AS created_at
FROM quote AS quote_1
WHERE 1 = 1 ORDER BY quote_1.created_at DESC, quote_1.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_4) AS anon_1) AS BLOB) AS root_2;
