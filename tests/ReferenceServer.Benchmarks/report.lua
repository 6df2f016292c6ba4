-- For wrk: `-- DEPTH` sends so many requests at a time on each connection; the last line is what Loads.cs reads.
function init(arguments)
  local one = wrk.format()
  local depth = tonumber(arguments[1] or "1")
  requests = string.rep(one, depth)
end

function request()
  return requests
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("figures %d %d %f %f %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
