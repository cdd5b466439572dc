SELECT CAST((SELECT format('{"id":%s}', '"' || CAST(opportunity_1.id AS TEXT) || '"') AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS anon_1;

SELECT CAST((SELECT format('{"id":%s}', '"' || CAST(quote_1.id AS TEXT) || '"') AS format_1
FROM quote AS quote_1
WHERE quote_1.id = ?) AS BLOB) AS anon_1;

SELECT CAST((SELECT format('{"id":%s}', '"' || CAST(account_1.id AS TEXT) || '"') AS format_1
FROM account AS account_1
WHERE account_1.id = ?) AS BLOB) AS anon_1;

SELECT CAST((SELECT format('{"id":%s}', '"' || CAST(users_1.id AS TEXT) || '"') AS format_1
FROM users AS users_1
WHERE users_1.id = ?) AS BLOB) AS anon_1;
