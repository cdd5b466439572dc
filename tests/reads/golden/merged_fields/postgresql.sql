SELECT convert_to((SELECT ('{"id":"' || opportunity_1.id || '","owner":' || coalesce((SELECT ('{"id":"' || users_1.id || '","name":' || CAST(to_json(users_1.name) AS TEXT) || ',"manager":' || coalesce((SELECT ('{"id":"' || users_2.id || '"}') AS item
FROM users AS users_2
WHERE users_2.id = users_1.manager_id), 'null') || '}') AS item
FROM users AS users_1
WHERE users_1.id = opportunity_1.owner_id), 'null') || ',"quotes":' || (SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || '],"totalCount":' || (SELECT count(*) AS count_1
FROM quote AS quote_1
WHERE quote_1.opportunity_id = opportunity_1.id AND true) || '}') AS concatenation_2
FROM (SELECT ('{"id":"' || anon_2.id || '","number":' || CAST(to_json(anon_2.number) AS TEXT) || ',"statusReason":' || coalesce((SELECT ('{"code":' || CAST(to_json(status_reason_1.code) AS TEXT) || '}') AS item
FROM status_reason AS status_reason_1
WHERE status_reason_1.id = anon_2.status_reason_id), 'null') || '}') AS part_0
FROM (SELECT quote_2.id AS id, quote_2.number AS number, quote_2.status_reason_id AS status_reason_id, quote_2.created_at AS created_at
FROM quote AS quote_2
WHERE quote_2.opportunity_id = opportunity_1.id AND true ORDER BY quote_2.created_at DESC, quote_2.id DESC
LIMIT $1::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS anon_1) || ',"name":' || CAST(to_json(opportunity_1.name) AS TEXT) || ',"statusReason":' || coalesce((SELECT ('{"code":' || CAST(to_json(status_reason_2.code) AS TEXT) || '}') AS item
FROM status_reason AS status_reason_2
WHERE status_reason_2.id = opportunity_1.status_reason_id), 'null') || '}') AS concatenation_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = $2::VARCHAR), 'UTF8') AS root_0;
