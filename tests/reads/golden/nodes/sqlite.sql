WITH anon_2 AS
(SELECT opportunity_1.id AS id, format('{"__typename":"Opportunity","name":%s}', json_quote(opportunity_1.name)) AS item
FROM opportunity AS opportunity_1
WHERE 1 = 1)
SELECT CAST(format('[%s]', (SELECT coalesce(group_concat(anon_1.item, ','), '') AS coalesce_1
FROM (SELECT coalesce((SELECT format('{"id":"%s","__typename":"Quote","what":%s,"opportunity":%s}', quote_1.id, json_quote(quote_1.number), coalesce((SELECT anon_2.item
FROM anon_2
WHERE anon_2.id = quote_1.opportunity_id), 'null')) AS format_1
FROM quote AS quote_1
WHERE quote_1.id = wanted.value), (SELECT format('{"id":"%s","__typename":"Opportunity","name":%s,"which":"%s"}', opportunity_2.id, json_quote(opportunity_2.name), opportunity_2.stage) AS format_2
FROM opportunity AS opportunity_2
WHERE opportunity_2.id = wanted.value), (SELECT format('{"id":"%s","__typename":"Account","name":%s,"opportunities":%s}', account_1.id, json_quote(account_1.name), (SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_3.part_0, ','), '')) AS format_4
FROM (SELECT format('{"id":"%s"}', opportunity_3.id) AS part_0
FROM opportunity AS opportunity_3
WHERE opportunity_3.account_id = account_1.id AND 1 = 1 ORDER BY opportunity_3.created_at DESC, opportunity_3.id DESC
LIMIT ? OFFSET 0) AS anon_3)) AS format_3
FROM account AS account_1
WHERE account_1.id = wanted.value), (SELECT format('{"id":"%s","__typename":"Event"}', event_1.id) AS format_5
FROM event AS event_1
WHERE event_1.id = wanted.value), 'null') AS item
FROM json_each(?) AS wanted ORDER BY wanted."key") AS anon_1)) AS BLOB) AS root_0;
