// How load is offered: the options of every scenario, from environment variables.
//
//   RATE      iterations a second (default 10). Open model: they start on time, however long the answers take. A closed
//             loop waits for slow answers and so hides exactly the slow moments.
//   SERIAL=1  one virtual user instead, one request after the other, at most 50/s. For requests of over 1.5 s.
//   WARM_UP   instead, this number of iterations, as fast as four virtual users can.
//   DURATION  seconds (default 10, at least 1).   VUS  virtual users, all made before the start (default 20).
import exec from 'k6/execution';
import { sleep } from 'k6';
import { Counter } from 'k6/metrics';

export const SERIAL = __ENV.SERIAL === '1';
export const RATE = number('RATE', 10);
export const DURATION_S = number('DURATION', 10);
export const PROVEN = __ENV.PROVEN === '1';
const VUS = number('VUS', 20);
const WARM_UP = number('WARM_UP', 0);

// An iteration that ends this much after the load was not achieved at the offered rate.
const GRACE_MS = number('GRACE_MS', 500);

// Pause to this length in serial mode: 50/s keeps the load generator's own CPU low when answers take 1 ms.
const SERIAL_ITERATION_MS = 20;

// All of a latency distribution in 201 numbers, at no cost while the load runs (`--out json` costs more CPU than k6 itself).
export const QUANTILES = Array.from({ length: 201 }, (_, i) => (i === 0 ? 'min' : i === 200 ? 'max' : `p(${i / 2})`));

// By hand a wrong answer is a failed command (k6 ends with 99). `bench` reads the same from the summary and goes on.
const BY_HAND = {
  'checks{scenario:load}': ['rate==1'],
  'http_reqs{scenario:load}': ['count>0'],
  'http_req_failed{scenario:load}': ['rate==0'],
  'http_req_duration{scenario:load}': ['max>=0'],
};

// A service that lets only some write gets the same token from its environment.
export const HEADERS = {
  'Content-Type': 'application/json',
  ...(__ENV.API_WRITE_TOKEN ? { Authorization: `Bearer ${__ENV.API_WRITE_TOKEN}` } : {}),
};

export const late = new Counter('late');

export function options(names) {
  // k6 counts arrivals in whole numbers per time unit; ten seconds give a tenth of a request a second.
  const rate = {
    executor: 'constant-arrival-rate', rate: Math.max(1, Math.round(RATE * 10)), timeUnit: '10s',
    duration: `${DURATION_S}s`, preAllocatedVUs: VUS, maxVUs: VUS, gracefulStop: '120s',
  };
  const serial = { executor: 'constant-vus', vus: 1, duration: `${DURATION_S}s`, gracefulStop: '120s' };
  const warmUp = { executor: 'shared-iterations', vus: Math.min(VUS, WARM_UP, 4), iterations: WARM_UP, maxDuration: '300s' };
  return {
    scenarios: { load: WARM_UP ? warmUp : SERIAL ? serial : rate },
    summaryTrendStats: ['count', ...QUANTILES],
    systemTags: ['status', 'name', 'check', 'group', 'scenario', 'error_code', 'expected_response'],
    setupTimeout: '300s',
    // A metric of one `name` appears in the summary only if a threshold names it. These can never fail.
    thresholds: {
      ...Object.fromEntries(names.map((name) => [`http_req_duration{name:${name}}`, ['max>=0']])),
      ...(PROVEN ? {} : BY_HAND),
    },
  };
}

// Runs one iteration and keeps its pace.
export function paced(iteration) {
  return () => {
    const start = Date.now();
    iteration();
    if (SERIAL) {
      const rest = SERIAL_ITERATION_MS - (Date.now() - start);
      if (rest > 0) sleep(rest / 1000);
    } else if (exec.instance.currentTestRunDuration > DURATION_S * 1000 + GRACE_MS) {
      late.add(1);
    }
  };
}

export function number(name, otherwise) {
  const value = __ENV[name] === undefined || __ENV[name] === '' ? otherwise : Number(__ENV[name]);
  if (!(value >= 0)) throw new Error(`${name} must be a number, not "${__ENV[name]}".`);
  return value;
}
