SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ','), '') || ']}') AS concatenation_1
FROM (SELECT ('{"id":"' || anon_2.id || '","effectiveTo":' || coalesce('"' || CAST(to_char(anon_2.effective_to, 'YYYY-MM-DD') AS TEXT) || '"', 'null') || ',"isExpired":' || CASE WHEN ((anon_2.state IN ('ACTIVE', 'DRAFT')) AND anon_2.effective_to < $1::DATE) THEN 'true' ELSE 'false' END || '}') AS part_0
FROM (SELECT quote_1.id AS id, quote_1.state AS state, quote_1.effective_to AS effective_to, quote_1.created_at AS created_at
FROM quote AS quote_1
WHERE NOT coalesce((quote_1.state IN ('ACTIVE', 'DRAFT')) AND quote_1.effective_to < $1::DATE, false) ORDER BY quote_1.created_at DESC, quote_1.id DESC
LIMIT $2::BIGINT OFFSET 0) AS anon_2 ORDER BY anon_2.created_at DESC, anon_2.id DESC) AS anon_1), 'UTF8') AS root_0, convert_to((SELECT ('{"quotes":' || (SELECT ('{"nodes":[' || coalesce(string_agg(anon_3.part_0, ','), '') || ']}') AS concatenation_3
FROM (SELECT ('{"isExpired":' || CASE WHEN ((anon_4.state IN ('ACTIVE', 'DRAFT')) AND anon_4.effective_to < $1::DATE) THEN 'true' ELSE 'false' END || '}') AS part_0
FROM (SELECT quote_2.id AS id, quote_2.state AS state, quote_2.effective_to AS effective_to, quote_2.created_at AS created_at
FROM quote AS quote_2
WHERE quote_2.opportunity_id = opportunity_1.id AND NOT coalesce((quote_2.state IN ('ACTIVE', 'DRAFT')) AND quote_2.effective_to < $1::DATE, false) ORDER BY quote_2.created_at DESC, quote_2.id DESC
LIMIT $3::BIGINT OFFSET 0) AS anon_4 ORDER BY anon_4.created_at DESC, anon_4.id DESC) AS anon_3) || '}') AS concatenation_2
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = $4::VARCHAR), 'UTF8') AS root_1;
