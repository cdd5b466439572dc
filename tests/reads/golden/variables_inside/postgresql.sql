SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || ']}') AS concatenation_1
FROM (SELECT ('{"name":' || CAST(to_json(anon_2.name) AS TEXT) || '}') AS part_0
FROM (SELECT opportunity_1.id AS id, opportunity_1.name AS name, opportunity_1.name_folded AS name_folded
FROM opportunity AS opportunity_1
WHERE opportunity_1.name_folded LIKE $1::VARCHAR ESCAPE '\' AND (opportunity_1.state = any($2::TEXT[]) OR opportunity_1.currency = any($3::TEXT[])) ORDER BY opportunity_1.name_folded ASC, opportunity_1.id ASC
LIMIT $4::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.name_folded ASC, anon_2.id ASC) AS anon_1), 'UTF8') AS root_0;
