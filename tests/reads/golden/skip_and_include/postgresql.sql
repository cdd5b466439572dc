SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || ']}') AS concatenation_1
FROM (SELECT ('{"id":"' || anon_2.id || '","state":"' || anon_2.state || '","owner":' || coalesce((SELECT ('{"id":"' || users_1.id || '"}') AS item
FROM users AS users_1
WHERE users_1.id = anon_2.owner_id), 'null') || '}') AS part_0
FROM (SELECT anon_3.id AS id, anon_3.owner_id AS owner_id, anon_3.state AS state, anon_3.created_at AS created_at
FROM (SELECT opportunity_1.id AS id, opportunity_1.owner_id AS owner_id, opportunity_1.state AS state, opportunity_1.created_at AS created_at
FROM opportunity AS opportunity_1
WHERE true ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT 11 OFFSET 0) AS anon_3 ORDER BY anon_3.created_at DESC, anon_3.id DESC
LIMIT $1::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS anon_1), 'UTF8') AS root_0;
