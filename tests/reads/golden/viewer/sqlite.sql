WITH anon_1 AS
(SELECT users_2.id AS id, format('{"name":%s}', json_quote(users_2.name)) AS item
FROM users AS users_2
WHERE 1 = 1)
SELECT CAST((SELECT format('{"__typename":"User","id":"%s","kind":"%s","name":%s,"email":%s,"regionalOffice":%s,"manager":%s}', users_1.id, users_1.kind, json_quote(users_1.name), coalesce(json_quote(users_1.email), 'null'), coalesce(json_quote(users_1.regional_office), 'null'), coalesce((SELECT anon_1.item
FROM anon_1
WHERE anon_1.id = users_1.manager_id), 'null')) AS format_1
FROM users AS users_1
WHERE users_1.id = ?) AS BLOB) AS root_0;
