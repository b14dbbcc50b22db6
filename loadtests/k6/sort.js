// The first pages of every ordering, both ways: 16 orderings in turn.
import http from 'k6/http';
import { checkPage } from './lib/answers.js';
import { before } from './lib/before.js';
import { options as load, paced } from './lib/load.js';
import { BASE_URL, iteration, questions } from './lib/questions.js';

export { handleSummary } from './lib/summary.js';
export const setup = before();
export const options = load(['sort']);

const question = questions('sort');

export default paced(() => {
  const [path, fewest, most] = question(iteration());
  checkPage(http.get(BASE_URL + path, { tags: { name: 'sort' } }), fewest, most);
});
