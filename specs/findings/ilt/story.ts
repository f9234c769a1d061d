import type { CurveFigure, Figure, MapFigure, Series, TableFigure } from '../../../src/figure.js';
import type { Exhibit, Frame, Story } from '../../../src/findings/exhibit.js';
import type { Evidence, Telling } from '../../../src/findings/finding.js';
import type { Trace } from '../../../src/findings/trace.js';
import { ilt } from '../../../src/ilt/index.js';
import type { Tensor } from '../../../src/tensor.js';
import { replay } from '../replay.js';
import { fallOf, firstOf, lastOf } from './changes.js';
import { ARMS } from './experiments.js';

const FRAMES = [0, 10, 14, 18, 24, 39];

const exhibit = (figure: Figure, caption: string, trace: Trace): Exhibit => ({
  figure,
  caption,
  command: trace.command,
});

/** What the document says, what froze its run, and what thaws it. */
export const story: Telling = {
  needs: ['baseline', ...ARMS, 'synthetic'],
  async tell(evidence): Promise<Story> {
    const [baseline, synthetic] = ['baseline', 'synthetic'].map((name) => evidence.trace(name));
    const [first, last] = ['binary_error', 'misprinted'].map((column) => [
      firstOf(synthetic, column),
      lastOf(synthetic, column),
    ]);
    return {
      claimed: {
        text: [
          'Flare-aware inverse lithography on a 512 × 512 benchmark gives a flat loss, a gradient of 1e-8 and a mask that equals its target pixel by pixel. The document says why: the mask is set from the target, so that little is left to do, and after a few steps the optimizer is at a minimum. A binary error of 0 in 262144 is its proof. To see curves that move, one should take the synthetic pattern.',
        ],
      },
      measured: {
        text: [
          `It is as flat as reported. In 60 iterations the loss falls by ${fallOf(baseline).toFixed(3)} %, and the gradient’s norm goes from ${firstOf(baseline, 'grad_norm').toExponential(1)} to ${lastOf(baseline, 'grad_norm').toExponential(1)}. Two more columns tell the rest. All pixels are in the flat part of the mask’s sigmoid, in every iteration, and Adam’s eps is some three hundred times larger than the root of the second moment that it is added to.`,
        ],
        exhibits: [
          exhibit(flatCurve(baseline), 'The loss of the run, and the two columns that nobody had logged', baseline),
        ],
      },
      parts: {
        text: [
          'A run that has converged had a gradient and lost it. This one has none from its first iteration on, and it still goes down the same slope in its last. Change one constant, and it moves.',
          `And the proof proves nothing. The binary error compares the mask with the target, and the mask starts as the target: it is 0 before anything is done. Where optimization works, on the synthetic pattern, it rises from ${first[0]} to ${first[1]}, while the pixels that print wrong fall from ${last[0]} to ${last[1]}.`,
        ],
        exhibits: [
          exhibit(
            errors(synthetic),
            'Two counts of wrong pixels on the synthetic pattern: the one that was reported, and the one that matters',
            synthetic,
          ),
          {
            caption:
              'The mask of the synthetic run and, as a line, what it prints; the best masks differ from their target',
            command: synthetic.command,
            frames: await masks(synthetic),
          },
        ],
      },
      why: {
        text: [
          'Three small factors multiply. The mask is a sigmoid of slope 10 of parameters that start at −1 and 1, where its derivative is 4.5e-5. Every term of the loss is a mean over 262144 pixels. And this branch’s lens is the identity, so that there is hardly an error to begin with. A pixel’s gradient is then about 3e-11, and Adam, which should make steps of the size of its rate whatever the gradient, divides it by an eps of 1e-8.',
          'So the update is 1e7 times the gradient, 3e-4 a step where the rate says 0.1. A smaller rate would make it slower, and a ten times larger one leaves it as flat.',
        ],
        exhibits: [
          exhibit(
            armTable(evidence),
            'One thing changed at a time: how far the loss and its flare term fall',
            baseline,
          ),
        ],
      },
      mends: {
        text: [
          'Any of these: an eps that is small against the gradient, a start inside the sigmoid’s slope, a gentler sigmoid, or a lens that blurs, so that the mask has something to correct. The synthetic runs that do move start frozen in the same way and thaw after a dozen iterations; from three tenths of the same start they thaw at once and end lower.',
          'And a measure that can fail: count the pixels that print wrong, and set beside the binary error its value for a mask that nobody optimized.',
        ],
        exhibits: [exhibit(armCurves(evidence), 'The loss of each arm against its own start', baseline)],
      },
    };
  },
};

const series = (trace: Trace, column: string, name = column): Series => ({
  name,
  x: trace.iterations,
  y: trace.column(column),
});

const flatCurve = (baseline: Trace): CurveFigure => ({
  kind: 'curve',
  title: 'A flat loss, and what holds it',
  x: { label: 'iteration' },
  panels: [
    {
      y: { label: 'loss' },
      series: ['total', 'weighted_l2', 'flare_reg'].map((name) => series(baseline, name)),
    },
    { y: { label: 'share of flat pixels' }, series: [series(baseline, 'saturated')], height: 60 },
    { y: { label: 'eps / √v' }, series: [series(baseline, 'eps_ratio', 'eps / √v')] },
  ],
});

const errors = (synthetic: Trace): CurveFigure => ({
  kind: 'curve',
  title: 'Wrong pixels',
  x: { label: 'iteration' },
  panels: [
    {
      y: { label: 'pixels of 65536' },
      series: [series(synthetic, 'binary_error', 'mask ≠ target'), series(synthetic, 'misprinted', 'print ≠ target')],
    },
  ],
});

async function masks(synthetic: Trace): Promise<Frame[]> {
  const moments = await replay(ilt, synthetic, FRAMES);
  return moments.map(({ state: { iteration }, stages }) => {
    const values = (name: string) =>
      Object.values(stages).find((outputs) => name in outputs)?.[name] as Tensor<Float64Array>;
    const [mask, printed] = ['mask', 'printed'].map((name) => values(name).data);
    const figure: MapFigure = {
      kind: 'map',
      title: `Mask and print, iteration ${iteration + 1}`,
      base: { width: 256, height: 256, values: mask, label: 'mask', palette: 'sequential', range: [0, 1] },
      overlays: [{ kind: 'contour', name: 'print', grid: { width: 256, height: 256, values: printed }, level: 0.5 }],
      part: { x: 96, y: 80, width: 96, height: 96 },
    };
    return { label: `iteration ${iteration + 1}`, figure };
  });
}

const armTable = (evidence: Evidence): TableFigure => ({
  kind: 'table',
  title: 'Fall in 60 iterations, %',
  head: 'changed',
  columns: [{ label: 'total', bars: true }, { label: 'flare term', bars: true }, { label: 'eps / √v at first' }],
  rows: ['baseline', ...ARMS].map((name) => {
    const trace = evidence.trace(name);
    const ratio = Number(firstOf(trace, 'eps_ratio').toPrecision(2));
    return {
      name: name === 'baseline' ? 'nothing' : name,
      values: [...['total', 'flare_reg'].map((column) => Number(fallOf(trace, column).toFixed(2))), `${ratio}`],
    };
  }),
});

const armCurves = (evidence: Evidence): CurveFigure => ({
  kind: 'curve',
  title: 'Loss against its start',
  x: { label: 'iteration' },
  panels: [
    {
      y: { label: 'total, of the first' },
      series: ['baseline', 'lr 1', 'mu 1', 'mask slope 4', 'with a lens'].map((name) => {
        const trace = evidence.trace(name);
        return {
          ...series(trace, 'total', name),
          y: trace.column('total').map((value) => value / firstOf(trace, 'total')),
        };
      }),
      height: 260,
    },
  ],
});
