// One or two filters, sampled from the data: names, cities, fragments of codes and numbers, ranges of dates and
// points; common and rare ones, and 2 % that nothing matches.
import http from 'k6/http';
import { checkPage } from './lib/answers.js';
import { before } from './lib/before.js';
import { options as load, paced } from './lib/load.js';
import { BASE_URL, iteration, questions } from './lib/questions.js';

export { handleSummary } from './lib/summary.js';
export const setup = before();
export const options = load(['filter']);

const question = questions('filter');

export default paced(() => {
  const [path, fewest, most] = question(iteration());
  checkPage(http.get(BASE_URL + path, { tags: { name: 'filter' } }), fewest, most);
});
