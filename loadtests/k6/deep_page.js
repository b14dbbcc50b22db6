// Pages of 20 rows around the middle of the table, newest first: what an export, a crawler or a patient reader asks.
// Every contender is asked the pages that start at the same rows, by its own means: a page number, or the cursor that
// its own `next` links lead to.
import http from 'k6/http';
import { checkPage } from './lib/answers.js';
import { before } from './lib/before.js';
import { options as load, paced } from './lib/load.js';
import { BASE_URL, iteration, questions } from './lib/questions.js';

export { handleSummary } from './lib/summary.js';
export const setup = before();
export const options = load(['deep_page']);

const question = questions('deep_page');

export default paced(() => {
  const [path, fewest, most] = question(iteration());
  checkPage(http.get(BASE_URL + path, { tags: { name: 'deep_page' } }), fewest, most);
});
