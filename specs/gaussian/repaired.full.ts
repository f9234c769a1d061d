import { describe, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { followRepaired } from '../support/follow-repaired.js';
import { REPAIRED_RUNS, SHORT } from '../support/repaired-runs.js';

describe('repaired runs', () => {
  belongsTo('gaussian', 'gaussian-divergence', 'what removes it');

  it.each(REPAIRED_RUNS.filter(({ file }) => !SHORT.includes(file)))(
    '$file ends as the golden run does',
    followRepaired,
  );
});
