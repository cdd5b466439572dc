SELECT convert_to((SELECT ('{"__typename":"User","id":"' || users_1.id || '","kind":"' || users_1.kind || '","name":' || CAST(to_json(users_1.name) AS TEXT) || ',"email":' || coalesce(CAST(to_json(users_1.email) AS TEXT), 'null') || ',"regionalOffice":' || coalesce(CAST(to_json(users_1.regional_office) AS TEXT), 'null') || ',"manager":' || coalesce((SELECT ('{"name":' || CAST(to_json(users_2.name) AS TEXT) || '}') AS item
FROM users AS users_2
WHERE users_2.id = users_1.manager_id), 'null') || '}') AS concatenation_1
FROM users AS users_1
WHERE users_1.id = $1::VARCHAR), 'UTF8') AS root_0;
