import type { CurveFigure, MapFigure, Series, TableFigure } from '../../../src/figure.js';
import type { Exhibit, Frame, Story } from '../../../src/findings/exhibit.js';
import type { Evidence, Telling } from '../../../src/findings/finding.js';
import type { Trace } from '../../../src/findings/trace.js';
import { floats } from '../../../src/gaussian/evaluator.js';
import { gaussian } from '../../../src/gaussian/index.js';
import { replay } from '../replay.js';
import type { Probed } from './diagnosis.js';
import { experiments, REMEDIES, REPAIRS } from './experiments.js';
import { PRINTED } from './timeline.js';

const SIDE = 64;
/** The hole's color on the pictures of the subject. */
const VERMILION = [0.84, 0.37, 0];
const FRAMES = [100, 760, 1000, 1500, 2000, 3000, 5000, 10_000];

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;

/** What the document says, what its run did, and what would have mended it. */
export const story: Telling = {
  needs: Object.keys(experiments),
  async tell(evidence): Promise<Story> {
    const baseline = evidence.trace('baseline');
    const best = baseline.best();
    const rows = baseline.column('uncovered').length;
    const uncovered = (iteration: number) => baseline.at('uncovered', iteration);
    const wrong = PRINTED.filter(([iteration, text]) => baseline.at('loss', iteration).toFixed(6) !== text);
    return {
      claimed: {
        text: [
          'Fifty Gaussians are fitted to a 64 × 64 image by Adam with a constant rate of 0.001. The document reports a loss that falls for 1500 iterations, turns "suddenly" and then rises "exponentially" to four times its best. It blames the optimizer: bias correction, accumulated momentum, a local minimum, above all a rate too high for so long a run. It proposes a schedule, clipping, early stopping, fresh moments or plain gradient descent.',
        ],
      },
      measured: {
        text: [
          `The run does what the document saw. Its smallest loss, ${best.loss.toFixed(6)}, comes at iteration ${best.iteration}; at ${rows} the loss is ${baseline.at('loss', rows).toFixed(6)}. But a column that nobody had logged moves first: from iteration 763 on some pixels lie outside the cutoff of every Gaussian. They are black, ${uncovered(best.iteration)} of ${SIDE * SIDE} of them where the loss is smallest and ${uncovered(rows)} at the end.`,
          'What the covered pixels lack falls the whole time. All that rises is the error of the holes.',
        ],
        exhibits: [
          exhibit(
            baseline,
            overTime(baseline, best.iteration),
            'Loss, holes and the two parts of the squared error; dots are the losses that the document prints',
          ),
          {
            caption: 'The fitted image; pixels that no Gaussian reaches are vermilion.',
            command: baseline.command,
            frames: await coverage(baseline),
          },
        ],
      },
      parts: {
        text: [
          `Of the document's ${PRINTED.length} losses, ${PRINTED.length - wrong.length} are those of this run to the last digit. The other ${wrong.length} are of no iteration of it: the shape that "exponential" and "back to the level of iteration 500" were read from was not this run's.`,
          'And the turn is not sudden. A log of every hundredth iteration cannot tell when it came; one of every iteration shows 746 iterations of growing holes before the loss gives way.',
        ],
        exhibits: [exhibit(baseline, printedTable(baseline), 'The losses of the document beside those of the run')],
      },
      why: {
        text: [
          'The renderer divides by the total weight of the Gaussians that reach a pixel, and a Gaussian ends at three standard deviations. Where the last one lets go, the pixel jumps to black. The gradient does not know: it is taken inside the cutoff, where shrinking only sharpens the neighbors. A pixel that is lost is in no gradient, so nothing ever brings it back. Asked for an infinitesimal step the gradient is right to seven digits; over the length of a real step that of scales and positions means nothing.',
          `Sorting the steps from 1500 to 3000 by what they do to coverage leaves no other account: ${rise(baseline)}.`,
        ],
        exhibits: [
          {
            figure: gradients(evidence.measured<Probed>('probe')),
            caption:
              'The gradient at iteration 1500 against differences of the objective: infinitesimal, and over a real step',
            command: PROBE,
          },
          exhibit(baseline, shrinking(baseline), 'The Gaussians shrink, steadily, long before and long after the turn'),
        ],
      },
      mends: {
        text: [
          `Every remedy of the document was run from its checkpoint 1500. Of those that change the rate, clip the gradient or clear the memory the best ends ${percent(least(evidence, REMEDIES) - best.loss, best.loss)} above the best loss: they fall into the same holes, sooner or later. Plain gradient descent stays where it is, since at this rate it hardly moves. What closes the holes, or keeps the scales from opening them, goes on falling at the same constant rate.`,
        ],
        exhibits: [
          exhibit(baseline, arms(evidence), 'Where each arm ends, at 10,000 iterations'),
          exhibit(baseline, armCurves(evidence), 'The arms on their way'),
        ],
      },
    };
  },
};

const exhibit = (trace: Trace, figure: CurveFigure | TableFigure, caption: string): Exhibit => ({
  figure,
  caption,
  command: trace.command,
});

const series = (trace: Trace, column: string, name = column): Series => ({
  name,
  x: trace.iterations,
  y: trace.column(column),
});

const overTime = (baseline: Trace, best: number): CurveFigure => ({
  kind: 'curve',
  title: 'The loss, and what it is made of',
  x: { label: 'iteration' },
  panels: [
    {
      y: { label: 'loss' },
      series: [series(baseline, 'loss')],
      points: PRINTED.map(([iteration, text]) => ({ x: iteration, y: Number(text), label: '' })),
    },
    { y: { label: 'pixels uncovered' }, series: [series(baseline, 'uncovered')] },
    {
      y: { label: 'parts of the squared error' },
      series: [series(baseline, 'l2_covered', 'covered'), series(baseline, 'l2_uncovered', 'uncovered')],
    },
  ],
  marks: [
    { x: 763, label: 'a hole stays, 763' },
    { x: best, label: `best, ${best}` },
  ],
});

/** The rendered image at some iterations, with the holes in their color. */
async function coverage(baseline: Trace): Promise<Frame[]> {
  const moments = await replay(gaussian, baseline, FRAMES);
  return moments.map(({ state: { iteration }, stages }) => {
    const weight = floats(stages.render, 'weight');
    const data = Float32Array.from(floats(stages.render, 'image'));
    let holes = 0;
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      if (weight[pixel] > 1e-10) continue;
      data.set(VERMILION, 3 * pixel);
      holes++;
    }
    const figure: MapFigure = {
      kind: 'map',
      title: `${holes} of ${SIDE * SIDE} pixels uncovered`,
      base: { width: SIDE, height: SIDE, channels: 3, data },
    };
    return { label: `iteration ${iteration}`, figure };
  });
}

const printedTable = (baseline: Trace): TableFigure => ({
  kind: 'table',
  title: 'Loss by iteration',
  head: 'iteration',
  columns: [{ label: 'document' }, { label: 'run' }, { label: 'off by', bars: true }],
  rows: PRINTED.map(([iteration, text]) => {
    const loss = baseline.at('loss', iteration).toFixed(6);
    return { name: `${iteration}`, values: [text, loss, Math.abs(Number(text) - Number(loss))] };
  }),
});

/** By how much the loss rose from 1500 to 3000 in steps that lost coverage, won it, or left it. */
function rise(baseline: Trace): string {
  const [loss, uncovered] = [baseline.column('loss'), baseline.column('uncovered')];
  const sums = { lost: 0, won: 0, left: 0 };
  for (let i = 1500; i < 3000; i++) {
    const change = uncovered[i] - uncovered[i - 1];
    sums[change > 0 ? 'lost' : change < 0 ? 'won' : 'left'] += loss[i] - loss[i - 1];
  }
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
  return `the loss changes by ${signed(sums.lost)} in steps that lose a pixel, by ${signed(sums.won)} in steps that win one back, and by ${signed(sums.left)} in all others`;
}

const PROBE = 'npx plumbline probe runs/baseline@1500 --iterations 4000';

const gradients = ({ gradient }: Probed): TableFigure => ({
  kind: 'table',
  title: 'Is the gradient right, and is it of use?',
  head: 'group',
  columns: [{ label: 'off by, infinitesimal' }, { label: 'off by, real step' }, { label: 'verdict' }],
  rows: gradient.map(({ group, infinitesimal, real, verdict }) => ({
    name: group,
    values: [infinitesimal.toExponential(1), real.toPrecision(2), verdict],
  })),
});

const shrinking = (baseline: Trace): CurveFigure => ({
  kind: 'curve',
  title: 'Scales, and pixels that nothing reaches',
  x: { label: 'iteration' },
  panels: [
    {
      y: { label: 'scale, of the image’s side', scale: 'log' },
      series: [series(baseline, 'mean_scale', 'mean'), series(baseline, 'min_scale', 'smallest')],
      height: 160,
    },
    { y: { label: 'pixels uncovered' }, series: [series(baseline, 'uncovered')] },
  ],
});

const least = (evidence: Evidence, names: readonly string[]): number =>
  Math.min(...names.map((name) => evidence.trace(name).last().loss));

/** What each arm comes to, the best first. */
function arms(evidence: Evidence): TableFigure {
  const kinds: [string, readonly string[]][] = [
    ['as it was', ['control']],
    ['optimizer', [...REMEDIES, 'SGD', 'SGD, lr 0.1', 'SGD with momentum, lr 0.1']],
    ['renderer or scales', REPAIRS],
  ];
  const rows = kinds.flatMap(([kind, names]) =>
    names.map((name) => {
      const { loss, uncovered } = evidence.trace(name).last();
      return { name, values: [kind, loss, uncovered] };
    }),
  );
  return {
    kind: 'table',
    title: 'What each arm comes to',
    head: 'changed',
    columns: [{ label: 'of the' }, { label: 'final loss', bars: true }, { label: 'pixels uncovered', bars: true }],
    rows: rows.toSorted((a, b) => Number(a.values[1]) - Number(b.values[1])),
  };
}

function armCurves(evidence: Evidence): CurveFigure {
  const names = ['control', 'lr halved', 'cosine from 1500', 'halved every 500', 'scales frozen', 'plain sum'];
  return {
    kind: 'curve',
    title: 'Remedies and repairs',
    x: { label: 'iteration' },
    panels: [
      {
        y: { label: 'loss', scale: 'log' },
        series: names.map((name) => series(evidence.trace(name), 'loss', name)),
        height: 280,
      },
    ],
  };
}
