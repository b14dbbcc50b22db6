// The questions, sampled from the seeded data, in a JSON file. `bench terms` makes one.
//
//   BASE_URL  the contender.   TERMS  its file of questions (default: the few that are shipped).
//   KEYS      cold (default): every question once, as far as the file goes. hot: 16 others, over and over.
//   HOSTS=own a host name of its own for every cold question: links contain the host, so also a question that was asked
//             before has a new key in a cache. The service has to accept q1.localhost and so on.
//   START     where in the list to begin, so that a warm-up and the measurement after it ask different questions.
//
// A question is [path, fewest rows, most rows]. The paths of pages come from the contender itself.
import exec from 'k6/execution';
import { SharedArray } from 'k6/data';
import { number } from './load.js';

// 16 questions: few enough that a warm-up asks each of them.
const HOT = 16;

export const BASE_URL = baseUrl('BASE_URL');
const START = number('START', 0);
const KEYS = __ENV.KEYS || 'cold';
const OWN_HOSTS = __ENV.HOSTS === 'own' && KEYS === 'cold';

export function baseUrl(name) {
  if (!/^https?:\/\//.test(__ENV[name] || '')) {
    throw new Error(`Say where the service is: k6 run -e ${name}=http://127.0.0.1:8000 …`);
  }
  return __ENV[name].replace(/\/$/, '');
}

export function questions(scenario, variable = 'TERMS') {
  const given = __ENV[variable];
  const file = !given ? import.meta.resolve('../terms.json') : given.startsWith('/') ? given : `${__ENV.PWD}/${given}`;
  const all = new SharedArray(`${variable} ${scenario}`, () => {
    const found = JSON.parse(open(file)).questions[scenario] || [];
    if (found.length === 0) {
      throw new Error(
        `${given || 'The shipped terms.json'} has no questions for ${scenario}. Make a file from the data of the running ` +
          'service: bench terms --base-url BASE_URL --output terms.json, then pass -e TERMS=terms.json.');
    }
    if (found.length < 2 * HOT) return found;
    return KEYS === 'hot' ? found.slice(-HOT) : found.slice(0, -HOT);
  });
  return (iteration) => all[(START + iteration) % all.length];
}

// How to ask a question: the request's name in the summary, and its host.
export function asked(name, iteration) {
  return { tags: { name }, headers: OWN_HOSTS ? { Host: `q${START + iteration}.localhost` } : {} };
}

// The number of this iteration within the whole test: no two virtual users get the same one.
export const iteration = () => exec.scenario.iterationInTest;
