// The closed profile that many comparisons use: 50 users, 30 s up, 60 s, 30 s down, list / first name / search / sort
// with 1 s between. Users who wait for answers send fewer requests when answers are slow, and they sleep most of the
// time: the profile showed 44.9 requests a second for a 0.16 ms server and 44.7 for a 4.6 ms server. We keep it to
// compare with published figures and never use it for a ratio.
import http from 'k6/http';
import { sleep } from 'k6';
import { checkPage } from './lib/answers.js';
import { before } from './lib/before.js';
import { number, options as load } from './lib/load.js';
import { BASE_URL } from './lib/questions.js';

export { handleSummary } from './lib/summary.js';
export const setup = before();

const USERS = number('VUS', 50);
const RAMP_S = number('RAMP', 30);
const HOLD_S = number('HOLD', 60);
const PAUSE_S = number('PAUSE', 1);

const REQUESTS = {
  list: '/api/v1/customers',
  first_name: '/api/v1/customers?first_name=John',
  search: '/api/v1/customers?search=Smith',
  sort: '/api/v1/customers?ordering=-created',
};

export const options = Object.assign(load(Object.keys(REQUESTS)), {
  scenarios: {
    load: {
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [
        { duration: `${RAMP_S}s`, target: USERS },
        { duration: `${HOLD_S}s`, target: USERS },
        { duration: `${RAMP_S}s`, target: 0 },
      ],
      gracefulRampDown: '60s',
      gracefulStop: '60s',
    },
  },
});

export default function () {
  for (const name of Object.keys(REQUESTS)) {
    checkPage(http.get(BASE_URL + REQUESTS[name], { tags: { name } }), 0, 20);
    sleep(PAUSE_S);
  }
}
