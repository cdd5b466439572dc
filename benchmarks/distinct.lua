-- Sends documents none of which was ever sent before: each has another name and another alias.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Accept"] = "application/json"

local number, id = 0, ""

function init(args)
  number, id = tonumber(args[1]), args[2]
end

function request()
  number = number + 1
  return wrk.format(nil, nil, nil, string.format(
    '{"query":"query Q%d { opportunity(id: \\"%s\\") { n%d: name quotes(first: 5) { nodes { id } } } }"}',
    number, id, number
  ))
end

function done(summary, latency)
  local errors = summary.errors
  io.stderr:write(string.format(
    '{"requests":%d,"failed":%d}', summary.requests,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status
  ))
end
