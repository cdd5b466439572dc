SELECT convert_to((SELECT format('{"__typename":"User","id":%s,"kind":%s,"name":%s,"email":%s,"regionalOffice":%s,"manager":%s}', '"' || CAST(users_1.id AS TEXT) || '"', '"' || CAST(users_1.kind AS TEXT) || '"', CAST(to_json(users_1.name) AS TEXT), coalesce(CAST(to_json(users_1.email) AS TEXT), 'null'), coalesce(CAST(to_json(users_1.regional_office) AS TEXT), 'null'), coalesce((SELECT format('{"name":%s}', CAST(to_json(users_2.name) AS TEXT)) AS item
FROM users AS users_2
WHERE users_2.id = users_1.manager_id), 'null')) AS format_1
FROM users AS users_1
WHERE users_1.id = $1::VARCHAR), 'UTF8') AS convert_to_1;
