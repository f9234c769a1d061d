import { finding } from '../../src/vitest/finding.js';
import { behavior } from './gaussian/behavior.js';
import { cause } from './gaussian/cause.js';
import { diagnosed } from './gaussian/diagnosis.js';
import { experiments } from './gaussian/experiments.js';
import { hypotheses } from './gaussian/hypotheses.js';
import { remedies } from './gaussian/remedies.js';
import { story } from './gaussian/story.js';
import { timeline } from './gaussian/timeline.js';

finding({
  id: 'gaussian-divergence',
  title: 'A fit that lost its pixels, blamed on its learning rate',
  source: '"Baseline 1 Divergence at 1600 Iterations", 2025-11-15',
  subject: 'gaussian',
  experiments,
  claims: [...timeline, ...behavior, ...hypotheses, ...remedies, ...cause, ...diagnosed],
  story,
});
