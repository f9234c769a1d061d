import { finding } from '../../src/vitest/finding.js';
import { behavior } from './clnf/behavior.js';
import { cause } from './clnf/cause.js';
import { expectations } from './clnf/expectations.js';
import { experiments } from './clnf/experiments.js';
import { story } from './clnf/story.js';
import { tables } from './clnf/tables.js';

finding({
  id: 'clnf-iteration-convergence',
  title: 'Peaks that could not move, taken for maps that would not',
  source: '"PyCLNF Iteration Convergence Test Results", 2025-11-10',
  subject: 'clnf',
  experiments,
  claims: [...expectations, ...behavior, ...cause, ...tables],
  story,
});
