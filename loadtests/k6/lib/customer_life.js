// One customer's whole life: create, read back, update, delete. Nothing stays in the table. All have the same name,
// because optimized keeps each name that it has ever had, and reads all of them for a filter by name.
import http from 'k6/http';
import { check } from 'k6';
import { checkCustomer } from './answers.js';
import { HEADERS } from './load.js';
import { BASE_URL } from './questions.js';

export const NAMES = ['create', 'read_back', 'update', 'delete'];

// Different in each k6 process: customer_id is unique, and a killed process has left its customers behind.
const RUN = __ENV.RUN || String(Date.now());
if (RUN.length > 20) throw new Error(`RUN has at most 20 characters, because a customer_id has 32; ${RUN} has ${RUN.length}`);

export function liveAndDie(iteration) {
  const params = (name) => ({ tags: { name }, headers: HEADERS });
  const created = http.post(`${BASE_URL}/api/v1/customers`, JSON.stringify({
    customer_id: `bench-${RUN}-${iteration}`, first_name: 'Bench', last_name: 'Created', gender: 'other',
    birthday: '1990-05-17', address: { city_code: '1010', city: 'Wien', country: 'Austria', street: 'Ring', street_number: '1' },
  }), params('create'));
  checkCustomer(created, 201, null);
  const id = /"id":(\d+),/.exec(created.body || '');
  if (!id) return;
  const customer = `${BASE_URL}/api/v1/customers/${id[1]}`;
  checkCustomer(http.get(customer, params('read_back')), 200, id[1]);
  const updated = http.patch(customer, JSON.stringify({ last_name: 'Changed', relationship: { points: 7 } }), params('update'));
  checkCustomer(updated, 200, id[1]);
  check(updated, { 'the update is in the answer': (r) => (r.body || '').includes('"last_name":"Changed"') && r.body.includes('"points":7') });
  check(http.del(customer, null, params('delete')), { 'status is 204': (r) => r.status === 204 });
}
