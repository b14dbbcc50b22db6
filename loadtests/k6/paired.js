// Each iteration asks both contenders the same question, one after the other, in alternating order, and compares times
// and answers. A disturbance of a second disturbs both, so their ratio hardly moves.
//
//   BASE_URL and TERMS, OTHER_URL and OTHER_TERMS: the two contenders.   SCENARIO: which questions (default list).
//   DURATION  seconds (default 10), and LEAST pairs (default 1) even if they take longer.
//
// One line a pair on the console: milliseconds of the first and of the second; then "same", "differ" or, when one of
// them gave no answer with status 200, "failed"; then both statuses and the path.
import exec from 'k6/execution';
import http from 'k6/http';
import { check } from 'k6';
import { before } from './lib/before.js';
import { asked, BASE_URL, baseUrl, iteration, questions } from './lib/questions.js';
import { DURATION_S, number, options as load, PROVEN } from './lib/load.js';

export { handleSummary } from './lib/summary.js';
const MOST = 2000;
export const options = Object.assign(load(['first', 'second']), {
  scenarios: { load: { executor: 'shared-iterations', vus: 1, iterations: MOST, maxDuration: '600s' } },
});

const SCENARIO = __ENV.SCENARIO || 'list';
const OTHER_URL = baseUrl('OTHER_URL');
const mine = questions(SCENARIO, 'TERMS');
const others = questions(SCENARIO, 'OTHER_TERMS');
const LEAST = number('LEAST', 1);
export const setup = before({ urls: [BASE_URL, OTHER_URL] });

export default function () {
  const i = iteration();
  if (i >= LEAST && exec.instance.currentTestRunDuration > DURATION_S * 1000) return; // the rest of MOST take no time
  const first = () => http.get(BASE_URL + mine(i)[0], asked('first', i));
  const second = () => http.get(OTHER_URL + others(i)[0], asked('second', i));
  let a, b;
  if (i % 2 === 0) {
    a = first();
    b = second();
  } else {
    b = second();
    a = first();
  }
  const answered = a.status === 200 && b.status === 200;
  const verdict = !answered ? 'failed' : canonical(a.body) === canonical(b.body) ? 'same' : 'differ';
  if (!PROVEN) check(verdict, { 'both answer the same': (found) => found === 'same' });
  console.log(`${a.timings.duration} ${b.timings.duration} ${verdict} ${a.status} ${b.status} ${mine(i)[0]}`);
}

// A page without links and count, in which contenders may differ; with sorted keys, so that only values matter.
function canonical(body) {
  const { next, previous, count, ...rest } = JSON.parse(body || 'null') || {};
  return JSON.stringify(sorted({ ...rest, more: Boolean(next), less: Boolean(previous) }));
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
