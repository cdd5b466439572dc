SELECT convert_to(('[' || (SELECT coalesce(string_agg(anon_1.item, ','), '') AS coalesce_1
FROM (SELECT coalesce((SELECT ('{"id":"' || quote_1.id || '","__typename":"Quote","what":' || CAST(to_json(quote_1.number) AS TEXT) || ',"opportunity":' || coalesce((SELECT ('{"__typename":"Opportunity","name":' || CAST(to_json(opportunity_1.name) AS TEXT) || '}') AS item
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = quote_1.opportunity_id), 'null') || '}') AS concatenation_1
FROM quote AS quote_1
WHERE quote_1.id = wanted.value), (SELECT ('{"id":"' || opportunity_2.id || '","__typename":"Opportunity","name":' || CAST(to_json(opportunity_2.name) AS TEXT) || ',"which":"' || opportunity_2.stage || '"}') AS concatenation_2
FROM opportunity AS opportunity_2
WHERE opportunity_2.id = wanted.value), (SELECT ('{"id":"' || account_1.id || '","__typename":"Account","name":' || CAST(to_json(account_1.name) AS TEXT) || ',"opportunities":' || (SELECT ('{"nodes":[' || coalesce(string_agg(anon_2.part_0, ','), '') || ']}') AS concatenation_4
FROM (SELECT ('{"id":"' || anon_3.id || '"}') AS part_0
FROM (SELECT opportunity_3.id AS id, opportunity_3.created_at AS created_at
FROM opportunity AS opportunity_3
WHERE opportunity_3.account_id = account_1.id AND true ORDER BY opportunity_3.created_at DESC, opportunity_3.id DESC
LIMIT $1::BIGINT OFFSET 0) AS anon_3 ORDER BY anon_3.created_at DESC, anon_3.id DESC) AS anon_2) || '}') AS concatenation_3
FROM account AS account_1
WHERE account_1.id = wanted.value), (SELECT ('{"id":"' || event_1.id || '","__typename":"Event"}') AS concatenation_5
FROM event AS event_1
WHERE event_1.id = wanted.value), 'null') AS item
FROM unnest($2::TEXT[]) WITH ORDINALITY AS wanted(value, key) ORDER BY wanted.key) AS anon_1) || ']'), 'UTF8') AS root_0;
