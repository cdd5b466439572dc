-- Sends the bodies that a file has, one a line, in turn; then says what came of it as JSON.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Accept"] = "application/json"

local bodies, count, last = {}, 0, 0

function init(args)
  for body in io.lines(args[1]) do
    count = count + 1
    bodies[count] = wrk.format(nil, nil, nil, body)
  end
end

function request()
  last = last % count + 1
  return bodies[last]
end

function done(summary, latency)
  local errors = summary.errors
  io.stderr:write(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"p50":%d,"p99":%d,"failed":%d,"refused":%d}',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout, errors.status
  ))
end
