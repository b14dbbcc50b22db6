// Is an answer of the right kind? Reading the text costs about 0.15 ms a page; JSON.parse costs 0.47 ms, which would
// tax the fast contender most. `bench` proves before the run that the rows are the right ones, and so does paired.js.
import { check } from 'k6';
import { Counter } from 'k6/metrics';

const CUSTOMER = [
  'id', 'customer_id', 'first_name', 'last_name', 'gender', 'phone_number', 'birthday', 'created', 'last_updated',
  'address', 'relationship', 'points', 'last_activity',
];

const cache = { HIT: new Counter('cache_hit'), MISS: new Counter('cache_miss'), BYPASS: new Counter('cache_bypass') };

const has = (body, name) => body.indexOf(`"${name}":`) !== -1;

export const isCustomer = (body) => CUSTOMER.every((name) => has(body, name));

export function rows(body) {
  let count = 0;
  for (let at = body.indexOf('"customer_id":'); at !== -1; at = body.indexOf('"customer_id":', at + 14)) count += 1;
  return count;
}

export function checkPage(response, fewest, most) {
  const body = response.body || '';
  countCache(response);
  check(response, {
    'status is 200': (r) => r.status === 200,
    'it is a page': () => has(body, 'next') && has(body, 'previous') && has(body, 'results') && body.endsWith('}'),
    'it has the expected number of rows': () => {
      const count = rows(body);
      return count >= fewest && count <= most;
    },
    'customers have every field': () => most === 0 || isCustomer(body) || (fewest === 0 && rows(body) === 0),
  });
}

export function checkCustomer(response, status, id) {
  const body = response.body || '';
  countCache(response);
  check(response, {
    [`status is ${status}`]: (r) => r.status === status,
    'it is the customer asked for': () => id === null || body.indexOf(`"id":${id},`) !== -1,
    'customers have every field': () => isCustomer(body),
  });
}

function countCache(response) {
  const said = response.headers['X-Cache'];
  if (said !== undefined && cache[said]) cache[said].add(1);
}
