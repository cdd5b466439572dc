SELECT CAST((SELECT format('{"nodes":[%s]}', coalesce(group_concat(anon_1.part_0, ','), '')) AS format_1
FROM (SELECT format('{"name":%s,"annualRevenue":%s,"won":%s,"open":%s}', json_quote(account_1.name), CASE WHEN (account_1.annual_revenue IS NOT NULL AND account_1.currency IS NOT NULL) THEN format('{"amount":"%s"}', CASE WHEN ((account_1.currency IN ('BHD', 'BIF', 'CLF', 'CLP', 'DJF', 'GNF', 'IQD', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'OMR', 'PYG', 'RWF', 'TND', 'UGX', 'UYI', 'UYW', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) OR account_1.annual_revenue < 0) THEN CASE WHEN (account_1.annual_revenue < 0) THEN '-' ELSE '' END || CAST(abs(account_1.annual_revenue) / 10000 AS TEXT) || substr('.' || substr(CAST(10000 + (abs(account_1.annual_revenue) % 10000) AS TEXT), 2), 1, CASE WHEN (account_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN 0 WHEN (account_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN 4 WHEN (account_1.currency IN ('CLF', 'UYW')) THEN 5 ELSE 3 END) WHEN ((account_1.annual_revenue % 10000) = 0) THEN CAST(account_1.annual_revenue / 10000 AS TEXT) || '.00' ELSE CAST(account_1.annual_revenue / 10000 AS TEXT) || '.' || substr(CAST(10000 + (account_1.annual_revenue % 10000) AS TEXT), 2, 2) END) ELSE 'null' END, (SELECT format('{"totalCount":%s,"nodes":[%s]}', (SELECT count(*) AS count_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.account_id = account_1.id AND opportunity_1.state = ?), coalesce(group_concat(anon_2.part_1, ','), '')) AS format_2
FROM (SELECT format('{"name":%s}', json_quote(anon_3.name)) AS part_1
FROM (SELECT opportunity_2.id AS id, opportunity_2.name AS name, opportunity_2.created_at AS created_at
FROM opportunity AS opportunity_2
WHERE opportunity_2.account_id = account_1.id AND opportunity_2.state = ? ORDER BY opportunity_2.created_at DESC, opportunity_2.id DESC
LIMIT ? OFFSET 0) AS anon_3) AS anon_2), (SELECT format('{"totalCount":%s,"edges":[%s],"pageInfo":{"hasPreviousPage":%s,"hasNextPage":false,"startCursor":%s}}', (SELECT count(*) AS count_2
FROM opportunity AS opportunity_3
WHERE opportunity_3.account_id = account_1.id AND opportunity_3.state = ?), coalesce(group_concat(anon_4.part_1, ',') FILTER (WHERE anon_4.rank <= ?), ''), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END, coalesce(max(anon_4.cursor) FILTER (WHERE anon_4.rank = CASE WHEN (anon_4.found > ?) THEN ? ELSE anon_4.found END AND anon_4.rank <= ?), 'null')) AS format_3
FROM (SELECT format('{"cursor":"%s","node":{"name":%s}}', lower(hex(format('["Opportunity:created_at-",%s,"%s"]', coalesce('"' || CAST(CAST(anon_5.created_at AS TEXT) AS TEXT) || '"', 'null'), anon_5.id))), json_quote(anon_5.name)) AS part_1, row_number() OVER (ORDER BY anon_5.created_at ASC, anon_5.id ASC) AS rank, count(*) OVER () AS found, CASE WHEN (row_number() OVER (ORDER BY anon_5.created_at ASC, anon_5.id ASC) = ? OR row_number() OVER (ORDER BY anon_5.created_at ASC, anon_5.id ASC) = count(*) OVER ()) THEN format('"%s"', lower(hex(format('["Opportunity:created_at-",%s,"%s"]', coalesce('"' || CAST(CAST(anon_5.created_at AS TEXT) AS TEXT) || '"', 'null'), anon_5.id)))) END AS cursor
FROM (SELECT opportunity_4.id AS id, opportunity_4.name AS name, opportunity_4.created_at AS created_at
FROM opportunity AS opportunity_4
WHERE opportunity_4.account_id = account_1.id AND opportunity_4.state = ? ORDER BY opportunity_4.created_at ASC, opportunity_4.id ASC
LIMIT ? + 1 OFFSET 0) AS anon_5 ORDER BY anon_5.created_at DESC, anon_5.id DESC) AS anon_4)) AS part_0
FROM account AS account_1
WHERE 1 = 1 ORDER BY account_1.name_folded ASC, account_1.id ASC
LIMIT ? OFFSET 0) AS anon_1) AS BLOB) AS root_0;
