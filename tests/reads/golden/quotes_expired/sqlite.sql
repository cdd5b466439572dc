SELECT CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_1
FROM (SELECT format('{"id":"%s","effectiveTo":%s,"isExpired":%s}', anon_2.id, coalesce('"' || CAST(CAST(anon_2.effective_to AS TEXT) AS TEXT) || '"', 'null'), CASE WHEN ((anon_2.state IN ('ACTIVE', 'DRAFT')) AND anon_2.effective_to < ?) THEN 'true' ELSE 'false' END) AS part_0
FROM (SELECT quote_1.id AS id, quote_1.state AS state, quote_1.effective_to AS effective_to, quote_1.created_at AS created_at
FROM quote AS quote_1
WHERE coalesce((quote_1.state IN ('ACTIVE', 'DRAFT')) AND quote_1.effective_to < ?, 0) = 0 ORDER BY quote_1.created_at DESC, quote_1.id DESC
LIMIT ? OFFSET 0) AS anon_2) AS anon_1) AS BLOB) AS root_0, CAST((SELECT format('{"quotes":%s}', (SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_3.part_0, ','), '')) AS format_3
FROM (SELECT format('{"isExpired":%s}', CASE WHEN ((anon_4.state IN ('ACTIVE', 'DRAFT')) AND anon_4.effective_to < ?) THEN 'true' ELSE 'false' END) AS part_0
FROM (SELECT quote_2.id AS id, quote_2.state AS state, quote_2.effective_to AS effective_to, quote_2.created_at AS created_at
FROM quote AS quote_2
WHERE quote_2.opportunity_id = opportunity_1.id AND coalesce((quote_2.state IN ('ACTIVE', 'DRAFT')) AND quote_2.effective_to < ?, 0) = 0 ORDER BY quote_2.created_at DESC, quote_2.id DESC
LIMIT ? OFFSET 0) AS anon_4) AS anon_3)) AS format_2
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS root_1;
