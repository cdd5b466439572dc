SELECT CAST((SELECT format('{"id":"%s"}', opportunity_1.id) AS format_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = ?) AS BLOB) AS root_0, CAST((SELECT format('{"id":"%s"}', quote_1.id) AS format_2
FROM quote AS quote_1
WHERE quote_1.id = ?) AS BLOB) AS root_1, CAST((SELECT format('{"id":"%s"}', account_1.id) AS format_3
FROM account AS account_1
WHERE account_1.id = ?) AS BLOB) AS root_2, CAST((SELECT format('{"id":"%s"}', users_1.id) AS format_4
FROM users AS users_1
WHERE users_1.id = ?) AS BLOB) AS root_3;
