import { runSections } from './command.mjs';
import { againstPytorch, large, threads } from './simd-sections.mjs';
import { faithful, recording, scalar } from './strict-sections.mjs';

/*
 * Compares the Gaussian engines with each other and with their opponents.
 *
 * usage: node bench/gaussian.mjs [--rounds N] [--only NAME]... [--json FILE]
 */
await runSections({
  faithful,
  scalar,
  pytorch: () => againstPytorch('pytorch', 'full', 'aim: 25 or more'),
  'pytorch-l2': () => againstPytorch('pytorch-l2', 'l2', 'no aim is set for l2 alone'),
  threads,
  large,
  recording,
});
