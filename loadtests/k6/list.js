// A page of the list of customers. SCENARIO says which questions to ask; each expects a page of 20 rows at most:
//
//   list       the default: the first pages, newest customers first, in random order. KEYS=hot repeats 16
//   filter     one or two filters, sampled from the data: names, cities, fragments of codes and numbers, ranges of
//              dates and points; common and rare ones; 2 % match nothing
//   search     one to three words, sampled from the data: names, cities, codes, beginnings of words; 2 % match nothing
//   sort       first pages of all 16 orderings in turn
//   deep_page  pages around the middle of the table, newest first, as an export or a crawler asks for them. Every
//              contender gets the pages that start at the same rows: by page number, or by a cursor of its `next` links
import http from 'k6/http';
import { checkPage } from './lib/answers.js';
import { before } from './lib/before.js';
import { options as load, paced } from './lib/load.js';
import { asked, BASE_URL, iteration, questions } from './lib/questions.js';

const SCENARIO = __ENV.SCENARIO || 'list';

export { handleSummary } from './lib/summary.js';
export const setup = before();
export const options = load([SCENARIO]);

const question = questions(SCENARIO);

export default paced(() => {
  const i = iteration();
  const [path, fewest, most] = question(i);
  checkPage(http.get(BASE_URL + path, asked(SCENARIO, i)), fewest, most);
});
