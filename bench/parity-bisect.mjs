import { bisect, historyOf, solverProgram, withFault } from '../dist/bisect/index.js';
import { gaussian } from '../dist/gaussian/index.js';
import { prepareAgain } from '../dist/run/index.js';
import { openRun } from '../dist/trace/index.js';

/* Bisects a run of the Gaussian fit whose update moves one number from an iteration on; a part of parity.mjs. */
const [folder, from] = process.argv.slice(2);
const run = openRun(folder);
const { solver } = await prepareAgain(gaussian, run);
const faulty = withFault(solver, {
  kind: 'stage',
  stage: 'update',
  from: Number(from),
  swap(inputs, right) {
    const outputs = right(inputs);
    const moved = /** @type {import('../dist/tensor.js').Tensor<Float32Array>} */ (outputs['proposed.position']);
    const data = moved.data.slice();
    data[0] += 1e-3;
    return { ...outputs, 'proposed.position': { ...moved, data } };
  },
});
const { differs, stage, probes } = await bisect(historyOf(run, solverProgram(solver)), solverProgram(faulty));
if (differs !== Number(from) || stage !== 'update') throw new Error(`found at ${differs}, stage ${stage}`);
console.log(`iteration ${differs}, stage ${stage}, ${probes} probes`);
