// One question before the load: is there a service, does it have customers, may we write? If not, k6 ends with a
// sentence instead of a thousand failures. `bench` has checked all of that and leaves the question out by PROVEN=1.
import exec from 'k6/execution';
import http from 'k6/http';
import { HEADERS, PROVEN } from './load.js';
import { BASE_URL } from './questions.js';

const LIST = '/api/v1/customers';
const params = { tags: { name: 'before' }, timeout: '60s', responseCallback: http.expectedStatuses({ min: 100, max: 599 }) };

// `rows`: the script needs customers. `writes`: it creates some. `asks`: its questions about single customers.
export function before({ urls = [BASE_URL], rows = true, writes = false, asks = null } = {}) {
  return () => {
    if (PROVEN) return;
    for (const url of urls) {
      const list = http.get(`${url}${LIST}?page_size=1`, params);
      const written = writes ? http.post(`${url}${LIST}`, '{}', { ...params, headers: HEADERS }) : null;
      const asked = asks ? http.get(url + asks(0)[0], params) : null;
      const refusal = refused(url, list) || (rows && empty(url, list)) || unwritable(url, written) || unknown(url, asked);
      if (refusal) exec.test.abort(refusal);
    }
  };
}

function refused(url, list) {
  if (list.status === 200) return null;
  if (list.status === 0) {
    return `Nothing answers at ${url} (${list.error}). Start the service: ` +
      '`docker compose up --build --wait`, or by hand as README.md says.';
  }
  if (list.status === 400) return `${url} refuses its own name (400). Put it into the service's ALLOWED_HOSTS.`;
  if (list.status === 404) return `${url} has no ${LIST} (404). BASE_URL is the address of a service, without a path.`;
  return `${url} answers ${list.status} instead of customers. Its log says why; is its database up and migrated?`;
}

function empty(url, list) {
  if (String(list.body).includes('"customer_id":')) return null;
  return `${url} has no customers. Seed some: \`make seed\`, or \`make seed TARGET=compose\` for containers.`;
}

// An empty object is never a customer: a service that lets us write answers 400, and nothing is written.
function unwritable(url, written) {
  if (!written || written.status === 400) return null;
  if (written.status !== 401 && written.status !== 403) return `${url} answers ${written.status} to a write.`;
  return __ENV.API_WRITE_TOKEN
    ? `${url} refuses writes with this API_WRITE_TOKEN. Give the one that the service was started with.`
    : `${url} lets only some write. Give the service's token: API_WRITE_TOKEN=… in the environment.`;
}

function unknown(url, asked) {
  if (!asked || asked.status !== 404) return null;
  return `${url} does not know ${asked.url.slice(url.length)}: these questions are of other data. Make a file from its ` +
    'own: bench terms --base-url BASE_URL --output terms.json, then pass -e TERMS=terms.json.';
}
