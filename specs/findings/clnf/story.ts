import type { CurveFigure, SheetFigure, TableFigure } from '../../../src/figure.js';
import type { Exhibit, Story } from '../../../src/findings/exhibit.js';
import type { Evidence, Telling } from '../../../src/findings/finding.js';
import { CASES, type CaseName, goldenCase } from '../../support/clnf.js';
import { CASE, type CppRow, experiments, type FaultRow } from './experiments.js';
import { errorsOf, type Fit, peakOf, referenceOf } from './fits.js';

const AGAIN = 'npx plumbline evidence clnf-iteration-convergence';
const RIGHT = 'the sweep';
const WRONG = 'the sweep, weights transposed';
const SHOWN = [1, 6, 30, 36, 45, 48, 54, 57];

const exhibit = (figure: CurveFigure | SheetFigure | TableFigure, caption: string, command = AGAIN): Exhibit => ({
  figure,
  caption,
  command,
});
const fits = (evidence: Evidence, name: string): readonly Fit[] => evidence.measured<Fit[]>(name);
const end = (evidence: Evidence, name: string): Fit => fits(evidence, name).at(-1) as Fit;

/** What the document says, what a right and a wrong program do in its place, and what its measure could not show. */
export const story: Telling = {
  needs: Object.keys(experiments),
  tell(evidence): Story {
    const { truth } = referenceOf(CASE);
    const [right, wrong] = [RIGHT, WRONG].map((name) =>
      fits(evidence, name).map(({ landmarks }) => errorsOf(landmarks, truth).mean),
    );
    return {
      claimed: {
        text: [
          'A port of OpenFace’s landmark fit to Python ends 183 px from where OpenFace ends. Given 1, 5, 10, 20 and 50 iterations a window it ends 183 to 188 px off. Its mean shift settles at 39, 31 and 24 px instead of below 1, and its response maps have their peaks 5 to 7 px from the middle, the same ones after 2 iterations and after 50. The document concludes that the response maps are fundamentally wrong.',
          'Its video, its models and its program are not at hand. The same sweep was made on a rendered face, whose landmarks are known, by a fit that stands within 0.05 px of the real C++, and by the same fit with the weights of its patch experts read transposed, which is how such exports usually go wrong.',
        ],
      },
      measured: {
        text: [
          `The right program ends ${right[0].toFixed(2)} px from the truth with one iteration, ${right[1].toFixed(2)} with five and ${right[4].toFixed(2)} with fifty. The one with transposed weights ends ${wrong[0].toFixed(1)}, ${wrong[1].toFixed(1)} and ${wrong[4].toFixed(1)} px off: more iterations do make it worse, and its mean shift settles at 36 to 39, 32 and 21 px, close to the document’s own figures.`,
        ],
        exhibits: [
          exhibit(
            shifts(evidence),
            'The norm of the mean shift, 50 iterations a stage; a step is the beginning of a window',
          ),
          exhibit(sweepTable(right, wrong), 'Mean distance to the right landmarks by the length of the run'),
        ],
      },
      parts: {
        text: [
          'What the document expects of OpenFace is not what OpenFace does. In seven fits by the real C++ the mean shift never falls below 1 px, and the peaks stay off the landmarks: a face is held together by its shape model, which balances the pull of the maps and does not make it vanish.',
          'And that its peaks do not move shows nothing. A response map is worked out once a window; measured from the middle of its map no peak can move, in a right program as little as in a wrong one.',
        ],
        exhibits: [exhibit(cppTable(evidence), 'What the real C++ ends with', 'less golden/clnf/cases/*/trace.csv')],
      },
      why: {
        text: [
          'Two of the document’s own three examples lie in the corner of their window: (5, −5) in a window that reaches 5, (4, 4) in one that reaches 4. Its first mean shift, 58.13 px, is that of 68 landmarks that all point at a corner, 58.31. The measurement had run into the edge of what it can show; how far the true peaks are, nobody knows.',
          'Maps without any face in them look just so. With transposed weights the peaks are as far off as peaks drawn at random would be, and half of them lie on the border.',
        ],
        exhibits: [
          {
            caption: `Response maps of the first window for landmarks ${SHOWN.join(', ')}; the ring is the peak`,
            command: AGAIN,
            frames: [
              { label: 'right', figure: maps(fits(evidence, RIGHT)[1], 'Response maps, the right program') },
              { label: 'transposed', figure: maps(fits(evidence, WRONG)[1], 'Response maps, weights transposed') },
            ],
          },
          exhibit(offsets(evidence), 'How far peaks are from their landmarks, and the share that lies on the border'),
        ],
      },
      mends: {
        text: [
          'To compare stage by stage, which the document’s last line asks for. One step from the reference’s own state, with each stage given the reference’s own inputs, names the patch experts and no other: the warp before them is right, and all that comes after would be right too if it were given right maps. The end result cannot do that. These faults, each tried in one place of the fit, end anywhere from nothing to a third of the face.',
          'And to ask for the frame first: an error of a third of the face box is more than any fault of the maps has made.',
        ],
        exhibits: [
          exhibit(faultTable(evidence), 'Known faults on this face, by where they end', 'less golden/clnf/faults.csv'),
        ],
      },
    };
  },
};

const shifts = (evidence: Evidence): CurveFigure => ({
  kind: 'curve',
  title: 'Mean shift by iteration',
  x: { label: 'iteration' },
  panels: [
    {
      y: { label: 'norm of the mean shift, px' },
      series: [
        ['right', RIGHT],
        ['weights transposed', WRONG],
      ].map(([name, experiment]) => {
        const { rows } = end(evidence, experiment);
        return { name, x: rows.map((_, i) => i + 1), y: rows.map((row) => row.mean_shift_norm) };
      }),
    },
  ],
});

const sweepTable = (right: readonly number[], wrong: readonly number[]): TableFigure => ({
  kind: 'table',
  title: 'Mean error in px',
  head: 'iterations a stage',
  columns: [
    { label: 'right', bars: true },
    { label: 'weights transposed', bars: true },
  ],
  rows: [1, 5, 10, 20, 50].map((most, i) => ({
    name: `${most}`,
    values: [right[i], wrong[i]].map((each) => Number(each.toFixed(3))),
  })),
});

function cppTable(evidence: Evidence): TableFigure {
  const all = evidence.measured<ReadonlyMap<CaseName, readonly CppRow[]>>('the C++');
  return {
    kind: 'table',
    title: 'The last iteration of the real C++',
    head: 'face',
    columns: [
      { label: 'width, px' },
      { label: 'mean shift, norm, px', bars: true },
      { label: 'mean, ref. px', bars: true },
      { label: 'peak offset, ref. px', bars: true },
    ],
    rows: CASES.map((name) => {
      const last = (all.get(name) as readonly CppRow[]).at(-1) as CppRow;
      const values = [last.ms_l2_image_px, last.ms_mean_ref_px, last.peak_offset_mean_ref_px];
      return {
        name: name.replace(/^r\d_/, '').replaceAll('_', ' '),
        values: [Math.round(goldenCase(name).init.bbox[2]), ...values.map((each) => Number(each.toFixed(2)))],
      };
    }),
  };
}

const maps = ({ maps: [first] }: Fit, title: string): SheetFigure => {
  const side = first.shape[1];
  return {
    kind: 'sheet',
    title,
    columns: 4,
    panes: SHOWN.map((landmark) => {
      const values = Array.from({ length: side * side }, (_, i) => Number(first.data[landmark * side * side + i]));
      const peak = peakOf(first, landmark);
      const middle = (side - 1) / 2;
      return {
        caption: `${landmark}`,
        base: { width: side, height: side, values, label: 'response', palette: 'sequential' as const },
        overlays: [{ kind: 'points' as const, name: 'peak', x: [middle + peak.x], y: [middle + peak.y] }],
      };
    }),
  };
};

function offsets(evidence: Evidence): TableFigure {
  const rows = [11, 9, 7].flatMap((window) =>
    (
      [
        ['right', RIGHT],
        ['transposed', WRONG],
      ] as const
    ).map(([name, experiment]) => {
      const row = fits(evidence, experiment)[1]
        .rows.filter((each) => each.window === window)
        .at(-1);
      const [offset, censored] = [row?.peak_offset_mean ?? Number.NaN, row?.censored ?? Number.NaN];
      return { name: `${window}, ${name}`, values: [Number(offset.toFixed(2)), Number((100 * censored).toFixed(0))] };
    }),
  );
  return {
    kind: 'table',
    title: 'Peaks after five iterations',
    head: 'window',
    columns: [
      { label: 'peak offset, ref. px', bars: true },
      { label: 'on the border, %', bars: true },
    ],
    rows,
  };
}

const faultTable = (evidence: Evidence): TableFigure => ({
  kind: 'table',
  title: 'Faults and what they end with',
  head: 'fault',
  columns: [{ label: 'first differs in' }, { label: 'mean distance to the C++, px', bars: true }],
  rows: evidence
    .measured<readonly FaultRow[]>('known faults')
    .filter((row) => row.case === CASE && row.fault !== 'correct')
    .toSorted((a, b) => Number(a.diff_vs_cpp_mean_px) - Number(b.diff_vs_cpp_mean_px))
    .map((row) => ({
      name: row.fault,
      values: [row.first_differing_stage.replace(/^w/, 'window '), Number(row.diff_vs_cpp_mean_px)],
    })),
});
