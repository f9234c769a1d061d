import { finding } from '../../src/vitest/finding.js';
import { cause } from './ilt/cause.js';
import { experiments } from './ilt/experiments.js';
import { flatness } from './ilt/flatness.js';
import { reasons } from './ilt/reasons.js';
import { story } from './ilt/story.js';

finding({
  id: 'ilt-flat-loss',
  title: 'A loss that was frozen, taken for one that had converged',
  source: '"Why Do the Loss Curves Show No Change?"',
  subject: 'ilt',
  experiments,
  claims: [...flatness, ...reasons, ...cause],
  story,
});
