SELECT convert_to((SELECT ('{"id":"' || users_1.id || '"}') AS concatenation_1
FROM users AS users_1
WHERE users_1.id = $1::VARCHAR), 'UTF8') AS root_0, convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || ']}') AS concatenation_2
FROM (SELECT ('{"id":"' || anon_2.id || '"}') AS part_0
FROM (SELECT anon_3.id AS id, anon_3.created_at AS created_at
FROM (SELECT opportunity_1.id AS id, opportunity_1.created_at AS created_at
FROM opportunity AS opportunity_1
WHERE true ORDER BY opportunity_1.created_at DESC, opportunity_1.id DESC
LIMIT 11 OFFSET 0) AS anon_3 ORDER BY anon_3.created_at DESC, anon_3.id DESC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS anon_1), 'UTF8') AS root_1, convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_4.part_0, ','), '') || ']}') AS concatenation_3
FROM (SELECT ('{"id":"' || anon_5.id || '","updatedAt":"' || replace(to_char(timezone('UTC', anon_5.updated_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') || '"}') AS part_0
FROM (SELECT anon_6.id AS id, anon_6.updated_at AS updated_at
FROM (SELECT opportunity_2.id AS id, opportunity_2.updated_at AS updated_at
FROM opportunity AS opportunity_2
WHERE true ORDER BY opportunity_2.updated_at DESC, opportunity_2.id DESC
LIMIT 11 OFFSET 0) AS anon_6 ORDER BY anon_6.updated_at DESC, anon_6.id DESC
LIMIT $3::BIGINT OFFSET 0) AS anon_5 ORDER BY anon_5.updated_at DESC, anon_5.id DESC) AS anon_4), 'UTF8') AS root_2, convert_to((SELECT ('{"totalCount":' || (SELECT count(*) AS count_1
FROM quote AS quote_1
WHERE quote_1.opportunity_id = $4::VARCHAR) || '}') AS concatenation_4), 'UTF8') AS root_3;
