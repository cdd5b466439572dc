SELECT convert_to((SELECT ('{"id":"' || opportunity_1.id || '"}') AS concatenation_1
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = $1::VARCHAR), 'UTF8') AS root_0, convert_to((SELECT ('{"id":"' || quote_1.id || '"}') AS concatenation_2
FROM quote AS quote_1
WHERE quote_1.id = $2::VARCHAR), 'UTF8') AS root_1, convert_to((SELECT ('{"id":"' || account_1.id || '"}') AS concatenation_3
FROM account AS account_1
WHERE account_1.id = $3::VARCHAR), 'UTF8') AS root_2, convert_to((SELECT ('{"id":"' || users_1.id || '"}') AS concatenation_4
FROM users AS users_1
WHERE users_1.id = $4::VARCHAR), 'UTF8') AS root_3;
