SELECT CAST((SELECT format('{"nodes":[%s],"totalCount":%s,"pageInfo":{"hasNextPage":%s}}', coalesce(group_concat(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= ?), ''), (SELECT count(*) AS count_1
FROM exchange_rate AS exchange_rate_1
WHERE exchange_rate_1.currency IN (SELECT anon_2.value
FROM json_each(?) AS anon_2)), CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END) AS format_1
FROM (SELECT format('{"currency":%s,"baseCurrency":%s,"validFrom":"%s","rate":"%s","version":%s}', json_quote(anon_3.currency), json_quote(anon_3.base_currency), CAST(anon_3.valid_from AS TEXT), CASE WHEN ((anon_3.rate % 10000000000) = 0) THEN CAST(anon_3.rate / 10000000000 AS TEXT) ELSE rtrim(CASE WHEN (anon_3.rate < 0) THEN '-' ELSE '' END || CAST(abs(anon_3.rate) / 10000000000 AS TEXT) || '.' || substr(CAST(10000000000 + (abs(anon_3.rate) % 10000000000) AS TEXT), 2), '0') END, anon_3.version) AS part_0, row_number() OVER (ORDER BY anon_3.valid_from DESC, anon_3.id DESC) AS rank, count(*) OVER () AS found
FROM (SELECT exchange_rate_2.id AS id, exchange_rate_2.version AS version, exchange_rate_2.base_currency AS base_currency, exchange_rate_2.currency AS currency, exchange_rate_2.valid_from AS valid_from, exchange_rate_2.rate AS rate
FROM exchange_rate AS exchange_rate_2
WHERE exchange_rate_2.currency IN (SELECT anon_4.value
FROM json_each(?) AS anon_4) ORDER BY exchange_rate_2.valid_from DESC, exchange_rate_2.id DESC
LIMIT ? + 1 OFFSET 0) AS anon_3) AS anon_1) AS BLOB) AS root_0;
