// The result of a run: a few lines for a person, and with SUMMARY=file flat JSON for bench.
import { DURATION_S, QUANTILES, RATE, SERIAL } from './load.js';

export function handleSummary(data) {
  const summary = flat(data);
  const output = { stdout: __ENV.SUMMARY || !summary.requests ? '' : text(summary) };
  if (__ENV.SUMMARY) output[__ENV.SUMMARY] = JSON.stringify(summary);
  return output;
}

function flat(data) {
  // By hand, without the question before the load.
  const of = (metric) => data.metrics[`${metric}{scenario:load}`] || data.metrics[metric];
  const value = (metric, name) => (of(metric) ? of(metric).values[name] : 0);
  const byName = {};
  for (const metric of Object.keys(data.metrics)) {
    const name = /^http_req_duration\{name:(.*)\}$/.exec(metric);
    if (name) byName[name[1]] = latency(data.metrics[metric].values);
  }
  return {
    duration_s: data.state.testRunDurationMs / 1000,
    planned_s: DURATION_S,
    offered_per_s: SERIAL ? null : RATE,
    iterations: value('iterations', 'count'),
    late: value('late', 'count'),
    dropped: value('dropped_iterations', 'count'),
    requests: value('http_reqs', 'count'),
    failed: value('http_req_failed', 'passes'), // k6 counts a failure as a pass of "failed"
    checks_failed: value('checks', 'fails'),
    failing_checks: failing(data.root_group),
    bytes_received: value('data_received', 'count'),
    cache: { hit: value('cache_hit', 'count'), miss: value('cache_miss', 'count'), bypass: value('cache_bypass', 'count') },
    latency: latency(of('http_req_duration') ? of('http_req_duration').values : { count: 0 }),
    latency_by_request: byName,
  };
}

const latency = (values) => ({ n: values.count, quantiles_ms: values.count ? QUANTILES.map((name) => values[name]) : [] });

const failing = (group) =>
  group.checks.filter((c) => c.fails > 0).map((c) => c.name).concat(...group.groups.map((g) => failing(g)));

function text(s) {
  const at = (share) => (s.latency.n * (1 - share) >= 10 ? `${s.latency.quantiles_ms[share * 200].toFixed(1)} ms` : 'too few samples');
  const cached = s.cache.hit + s.cache.miss + s.cache.bypass;
  return [
    '',
    `${s.requests} requests in ${s.duration_s.toFixed(1)} s, ${s.failed} failed, ${s.checks_failed} checks failed, ${s.dropped} iterations dropped`,
    `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, slowest ${s.latency.n ? s.latency.quantiles_ms[200].toFixed(1) : '–'} ms`,
    ...(cached ? [`cache: ${s.cache.hit} of ${cached} answers were hits`] : []),
    ...(s.failing_checks.length ? [`failing: ${s.failing_checks.join('; ')}`] : []),
    '',
    '',
  ].join('\n');
}
