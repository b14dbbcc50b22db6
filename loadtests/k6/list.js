// The newest customers, page by page from the first: what every client of a list asks.
// A page is 20 rows; pages of the first few hundred, in random order, never one twice (KEYS=hot: 16 pages, repeated).
import http from 'k6/http';
import { checkPage } from './lib/answers.js';
import { before } from './lib/before.js';
import { options as load, paced } from './lib/load.js';
import { BASE_URL, iteration, questions } from './lib/questions.js';

export { handleSummary } from './lib/summary.js';
export const setup = before();
export const options = load(['list']);

const question = questions('list');

export default paced(() => {
  const [path, fewest, most] = question(iteration());
  checkPage(http.get(BASE_URL + path, { tags: { name: 'list' } }), fewest, most);
});
