SELECT convert_to((SELECT ('{"nodes":[' || coalesce(string_agg(anon_1.part_0, ',') FILTER (WHERE anon_1.rank <= $1::BIGINT), '') || '],"totalCount":' || (SELECT count(*) AS count_1
FROM exchange_rate AS exchange_rate_1
WHERE exchange_rate_1.currency = any($2::TEXT[])) || ',"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > $1::BIGINT) THEN 'true' ELSE 'false' END || '}}') AS concatenation_1
FROM (SELECT ('{"currency":' || CAST(to_json(anon_2.currency) AS TEXT) || ',"baseCurrency":' || CAST(to_json(anon_2.base_currency) AS TEXT) || ',"validFrom":"' || to_char(anon_2.valid_from, 'YYYY-MM-DD') || '","rate":"' || CASE WHEN ((anon_2.rate % 10000000000) = 0) THEN CAST(anon_2.rate / 10000000000 AS TEXT) ELSE rtrim(CASE WHEN (anon_2.rate < 0) THEN '-' ELSE '' END || CAST(abs(anon_2.rate) / 10000000000 AS TEXT) || '.' || substr(CAST(10000000000 + (abs(anon_2.rate) % 10000000000) AS TEXT), 2), '0') END || '","version":' || anon_2.version || '}') AS part_0, row_number() OVER (ORDER BY anon_2.valid_from DESC, anon_2.id DESC) AS rank, count(*) OVER () AS found
FROM (SELECT anon_3.id AS id, anon_3.version AS version, anon_3.base_currency AS base_currency, anon_3.currency AS currency, anon_3.valid_from AS valid_from, anon_3.rate AS rate
FROM (SELECT exchange_rate_2.id AS id, exchange_rate_2.version AS version, exchange_rate_2.base_currency AS base_currency, exchange_rate_2.currency AS currency, exchange_rate_2.valid_from AS valid_from, exchange_rate_2.rate AS rate
FROM exchange_rate AS exchange_rate_2
WHERE exchange_rate_2.currency = any($2::TEXT[]) ORDER BY exchange_rate_2.valid_from DESC, exchange_rate_2.id DESC
LIMIT 11 OFFSET 0) AS anon_3 ORDER BY anon_3.valid_from DESC, anon_3.id DESC
LIMIT $1::BIGINT + 1 OFFSET 0) AS anon_2 ORDER BY anon_2.valid_from DESC, anon_2.id DESC) AS anon_1), 'UTF8') AS root_0;
