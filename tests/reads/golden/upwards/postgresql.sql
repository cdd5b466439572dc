SELECT convert_to((SELECT ('{"quote":' || coalesce((SELECT ('{"close":' || coalesce((SELECT ('{"closedBy":' || coalesce((SELECT ('{"manager":' || coalesce((SELECT ('{"manager":' || coalesce((SELECT ('{"manager":' || coalesce((SELECT ('{"name":' || CAST(to_json(users_1.name) AS TEXT) || '}') AS item
FROM users AS users_1
WHERE users_1.id = users_2.manager_id), 'null') || ',"name":' || CAST(to_json(users_2.name) AS TEXT) || '}') AS item
FROM users AS users_2
WHERE users_2.id = users_3.manager_id), 'null') || '}') AS item
FROM users AS users_3
WHERE users_3.id = users_4.manager_id), 'null') || '}') AS item
FROM users AS users_4
WHERE users_4.id = quote_close_1.closed_by_id), 'null') || '}') AS item
FROM quote_close AS quote_close_1
WHERE quote_close_1.quote_id = quote_1.id), 'null') || ',"opportunity":' || coalesce((SELECT ('{"owner":' || coalesce((SELECT ('{"kind":"' || users_5.kind || '"}') AS item
FROM users AS users_5
WHERE users_5.id = opportunity_1.owner_id), 'null') || ',"account":' || coalesce((SELECT ('{"parent":' || coalesce((SELECT ('{"name":' || CAST(to_json(account_1.name) AS TEXT) || ',"officeLocation":' || coalesce(CAST(to_json(account_1.office_location) AS TEXT), 'null') || '}') AS item
FROM account AS account_1
WHERE account_1.id = account_2.parent_id), 'null') || '}') AS item
FROM account AS account_2
WHERE account_2.id = opportunity_1.account_id), 'null') || '}') AS item
FROM opportunity AS opportunity_1
WHERE opportunity_1.id = quote_1.opportunity_id), 'null') || '}') AS item
FROM quote AS quote_1
WHERE quote_1.id = quote_line_1.quote_id), 'null') || '}') AS concatenation_1
FROM quote_line AS quote_line_1
WHERE quote_line_1.id = $1::VARCHAR), 'UTF8') AS root_0;
