// One customer by id, ids at random.
import http from 'k6/http';
import { checkCustomer } from './lib/answers.js';
import { before } from './lib/before.js';
import { options as load, paced } from './lib/load.js';
import { asked, BASE_URL, iteration, questions } from './lib/questions.js';

export { handleSummary } from './lib/summary.js';
export const options = load(['detail']);

const question = questions('detail');
export const setup = before({ asks: question });

export default paced(() => {
  const i = iteration();
  const [path] = question(i);
  checkCustomer(http.get(BASE_URL + path, asked('detail', i)), 200, path.slice(path.lastIndexOf('/') + 1));
});
