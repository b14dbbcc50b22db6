// Of 20 iterations 16 list, 3 ask for one customer and 1 writes (create, read back, update, delete): 80 / 15 / 5.
import http from 'k6/http';
import { checkCustomer, checkPage } from './lib/answers.js';
import { before } from './lib/before.js';
import { liveAndDie, NAMES } from './lib/customer_life.js';
import { options as load, paced } from './lib/load.js';
import { asked, BASE_URL, iteration, questions } from './lib/questions.js';

export { handleSummary } from './lib/summary.js';
export const options = load(['list', 'detail', ...NAMES]);

const list = questions('list');
const detail = questions('detail');
export const setup = before({ writes: true, asks: detail });

// Spread evenly and the same for every contender: iteration 9 of 20 writes, 4, 14 and 19 ask for one customer.
export default paced(() => {
  const i = iteration();
  if (i % 20 === 9) {
    liveAndDie(i);
  } else if (i % 5 === 4) {
    const [path] = detail(i);
    checkCustomer(http.get(BASE_URL + path, asked('detail', i)), 200, path.slice(path.lastIndexOf('/') + 1));
  } else {
    const [path, fewest, most] = list(i);
    checkPage(http.get(BASE_URL + path, asked('list', i)), fewest, most);
  }
});
