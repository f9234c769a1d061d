import type { Claim, Evidence, Verdict } from '../../../src/findings/finding.js';
import type { CaseName } from '../../support/clnf.js';
import type { CppRow } from './experiments.js';
import type { Fit } from './fits.js';

const WHERE = 'Comparison with OpenFace Expected Behavior';
const needs = ['the C++'];

type Cases = ReadonlyMap<CaseName, readonly CppRow[]>;
const cpp = (evidence: Evidence): Cases => evidence.measured<Cases>('the C++');

/** A number of each case, and whether all of them are as expected. */
function ofEveryCase(
  evidence: Evidence,
  value: (rows: readonly CppRow[]) => number,
  { claimed, holds, because }: { claimed: string; holds: (value: number) => boolean; because: string },
): Verdict {
  const values = [...cpp(evidence).values()].map(value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return {
    holds: values.every(holds),
    claimed,
    measured: `${low.toPrecision(3)} to ${high.toPrecision(3)} in ${values.length} fits of the real C++`,
    because,
  };
}

const first = (column: string) => (rows: readonly CppRow[]) => rows[0][column];
const last = (column: string) => (rows: readonly CppRow[]) => rows[rows.length - 1][column];

/** What the document says that OpenFace does; each held against what OpenFace did. */
export const expectations: readonly Claim[] = [
  {
    id: 'expected-shift-starts',
    says: "OpenFace's mean shift starts at 10 to 20 px",
    where: WHERE,
    recorded: 'refuted',
    needs,
    check: (evidence) =>
      ofEveryCase(evidence, first('ms_l2_image_px'), {
        claimed: '10 to 20 px',
        holds: (value) => value >= 10 && value <= 20,
        because:
          'it is a norm over 136 numbers in pixels of the image: it grows with the face and with how far the box is off',
      }),
  },
  {
    id: 'expected-shift-below-1',
    says: "OpenFace's mean shift falls below 1 px",
    where: WHERE,
    recorded: 'refuted',
    needs,
    check: (evidence) =>
      ofEveryCase(evidence, (rows) => Math.min(...rows.map((row) => row.ms_l2_image_px).filter(Number.isFinite)), {
        claimed: 'below 1 px',
        holds: (value) => value < 1,
        because: 'the shape prior holds the landmarks back: at rest it balances the mean shift, which does not vanish',
      }),
  },
  {
    id: 'expected-peaks-start',
    says: "OpenFace's peak offsets start at 2 to 5 px",
    where: WHERE,
    recorded: 'refuted',
    needs,
    check: (evidence) =>
      ofEveryCase(evidence, first('peak_offset_mean_ref_px'), {
        claimed: '2 to 5 px',
        holds: (value) => value >= 2 && value <= 5,
        because: 'where a fit starts depends on the box; the best start within 1 px of their peaks',
      }),
  },
  {
    id: 'expected-peaks-end',
    says: "OpenFace's peak offsets fall below 0.5 px",
    where: WHERE,
    recorded: 'refuted',
    needs,
    check: (evidence) =>
      ofEveryCase(evidence, last('peak_offset_mean_ref_px'), {
        claimed: 'below 0.5 px',
        holds: (value) => value < 0.5,
        because: 'a face is no sum of modes: every landmark stays off its own peak for the sake of the others',
      }),
  },
  {
    id: 'expected-update-start',
    says: "OpenFace's parameter updates start near 5",
    where: WHERE,
    recorded: 'refuted',
    needs,
    check: (evidence) =>
      ofEveryCase(evidence, first('dp_norm'), {
        claimed: 'near 5',
        holds: (value) => value > 2.5 && value < 10,
        because: 'the first update is of six rigid parameters, in units of their own',
      }),
  },
  {
    id: 'expected-update-monotone',
    says: "OpenFace's parameter updates fall monotonically",
    where: WHERE,
    recorded: 'refuted',
    needs,
    check(evidence) {
      const rises = [...cpp(evidence).values()].map(
        (rows) => rows.filter((row, i) => i > 0 && row.dp_norm > rows[i - 1].dp_norm).length,
      );
      return {
        holds: rises.every((count) => count === 0),
        claimed: 'no rise',
        measured: `${Math.min(...rises)} to ${Math.max(...rises)} rises in a fit of the real C++`,
        because: 'each window has new maps and each non-rigid stage new parameters: the update begins anew',
      };
    },
  },
  {
    id: 'expected-update-end',
    says: "OpenFace's parameter updates end below 0.005",
    where: WHERE,
    recorded: 'refuted',
    needs,
    check: (evidence) =>
      ofEveryCase(evidence, last('dp_norm'), {
        claimed: 'below 0.005',
        holds: (value) => value < 0.005,
        because: 'five iterations a stage are all that OpenFace does by default, and they do not get there',
      }),
  },
  {
    id: 'expected-iterations',
    says: 'OpenFace converges in 10 to 20 iterations',
    where: WHERE,
    recorded: 'refuted',
    needs,
    check: (evidence) =>
      ofEveryCase(evidence, (rows) => rows.filter((row) => Number.isFinite(row.dp_norm)).length, {
        claimed: '10 to 20',
        holds: (value) => value >= 10 && value <= 20,
        because: 'it stops after 5 iterations of each of 2 stages of 3 windows, converged or not',
      }),
  },
  {
    id: 'expected-rest',
    says: 'Once converged, landmarks do not move',
    where: WHERE,
    recorded: 'confirmed',
    needs: ['the sweep'],
    check(evidence) {
      const fit = evidence.measured<Fit[]>('the sweep').find(({ most }) => most === 50) as Fit;
      const change = fit.rows[fit.rows.length - 1].shape_change;
      return {
        holds: change < 0.01,
        claimed: 'no motion',
        measured: `${change.toExponential(1)} px in the last iteration of the right program`,
        because: `given 50 iterations each stage ends by itself, after ${fit.rows.length} in all`,
      };
    },
  },
  {
    id: 'shift-grows-with-the-face',
    says: 'The norm of the mean shift grows with the face, and its mean per landmark does not',
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const [small, large] = (['r2_small_noisy', 'r3_large_sidelight'] as const).map((name) => {
        const rows = cpp(evidence).get(name) as readonly CppRow[];
        return rows[rows.length - 1];
      });
      return {
        holds: large.ms_l2_image_px > 2 * small.ms_l2_image_px && large.ms_mean_ref_px < small.ms_mean_ref_px,
        claimed: 'grows, does not',
        measured: `${small.ms_l2_image_px.toFixed(1)} and ${small.ms_mean_ref_px.toFixed(2)} on a small face, ${large.ms_l2_image_px.toFixed(1)} and ${large.ms_mean_ref_px.toFixed(2)} on a large one`,
        because: 'a limit in pixels of the image is a limit on the size of the face',
      };
    },
  },
];
