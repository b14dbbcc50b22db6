// Create, read back, update, delete: four requests an iteration, and nothing stays in the table.
import { before } from './lib/before.js';
import { liveAndDie, NAMES } from './lib/customer_life.js';
import { options as load, paced } from './lib/load.js';
import { iteration } from './lib/questions.js';

export { handleSummary } from './lib/summary.js';
export const setup = before({ rows: false, writes: true });
export const options = load(NAMES);

export default paced(() => liveAndDie(iteration()));
