import { printed } from '../../../src/findings/checks.js';
import type { Claim, Verdict } from '../../../src/findings/finding.js';

/** What the document prints of its own run, whose video is not at hand: its arithmetic can be checked, its numbers not. */
const NOT_AT_HAND = 'the video and the models that it ran with are not at hand';
const missing = () => NOT_AT_HAND;
const never = (): Verdict => {
  throw new Error(NOT_AT_HAND);
};

const TABLE = 'Test Results';
const SHIFTS = 'Mean-Shift Magnitude Analysis';
const PEAKS = 'Response Map Peak Offset Analysis';

/** Mean error by the iterations of a window. */
const ERRORS: readonly (readonly [iterations: number, error: number])[] = [
  [1, 182.7],
  [5, 186.4],
  [10, 187.0],
  [20, 187.2],
  [50, 187.5],
];
/** The norm of the mean shift by window: at iterations 0, 10, 20 and 50. */
const NORMS: Readonly<Record<number, readonly number[]>> = {
  11: [58.13, 40.14, 38.88, 38.97],
  9: [50.94, 34.23, 32.11, 31.14],
  7: [35.65, 24.66, 22.74, 24.18],
};
/** Peaks from the middle of their window, and how far the document says that is. */
const OFFSETS: readonly (readonly [landmark: number, window: number, x: number, y: number, says: string])[] = [
  [48, 11, 5, -5, '7.1'],
  [1, 11, 3, 4, '5.0'],
  [1, 11, 4, 5, '6.4'],
  [6, 9, 4, 4, '5.7'],
];

export const tables: readonly Claim[] = [
  ...ERRORS.map(
    ([iterations, error]): Claim => ({
      id: `error-${iterations}`,
      says: `With ${iterations} iterations a window the mean error is ${error.toFixed(1)} px`,
      where: TABLE,
      recorded: 'not triggered',
      needs: [],
      missing,
      check: never,
    }),
  ),
  {
    id: 'error-rises',
    says: 'The printed error rises with every longer run, from 182.7 to 187.5 px',
    where: TABLE,
    recorded: 'confirmed',
    needs: [],
    check() {
      const rises = ERRORS.every(([, error], i) => i === 0 || error > ERRORS[i - 1][1]);
      const [first, , , , last] = ERRORS.map(([, error]) => error);
      return {
        holds: rises,
        claimed: 'rises throughout',
        measured: `by ${(100 * (last / first - 1)).toFixed(1)} % in all, by ${(100 * (last / ERRORS[1][1] - 1)).toFixed(1)} % from 5 iterations on`,
        because: 'it does, by little: what is wrong was wrong before the first iteration',
      };
    },
  },
  {
    id: 'error-of-the-box',
    says: 'An error of 183 px is a third of the face, before any iteration could have done much',
    recorded: 'confirmed',
    needs: [],
    check() {
      const share = (100 * ERRORS[0][1]) / 532;
      return {
        holds: share > 100 / 3,
        claimed: 'a third',
        measured: `${share.toFixed(1)} % of the box's 532 px`,
        because: 'no landmark can be drawn that far by maps that reach 5 px of the reference frame, 20 px of the image',
      };
    },
  },
  ...Object.entries(NORMS).map(
    ([window, [start, ...later]]): Claim => ({
      id: `shift-plateau-${window}`,
      says: `In window ${window} the mean shift falls from ${start} px and then stays near ${later[2]}`,
      where: SHIFTS,
      recorded: 'confirmed',
      needs: [],
      check() {
        const spread = Math.max(...later) / Math.min(...later) - 1;
        return {
          // a plateau: a tenth between the largest and the smallest is what its own prose allows
          holds: later.every((value) => value < start) && spread < 0.1,
          claimed: 'a plateau',
          measured: `${later.join(', ')}: within ${(100 * spread).toFixed(1)} %`,
          because: 'so its table says; what a plateau means is another matter',
        };
      },
    }),
  ),
  {
    id: 'shift-range',
    says: 'The mean shifts settle at 22 to 58 px',
    where: 'Critical Findings',
    recorded: 'refuted',
    needs: [],
    check() {
      const ends = Object.values(NORMS).map((values) => values[3]);
      const [low, high] = [Math.min(...ends), Math.max(...ends)];
      return {
        holds: high > 50,
        claimed: '22 to 58 px',
        measured: `${low} to ${high} px`,
        because: '58 is where its first window starts, not where any settles',
      };
    },
  },
  ...OFFSETS.map(
    ([landmark, window, x, y, says]): Claim => ({
      id: `offset-${landmark}-${x}-${Math.abs(y)}`,
      says: `Landmark ${landmark}'s peak at (${x}, ${y}) in window ${window} is ${says} px away`,
      where: PEAKS,
      recorded: 'confirmed',
      needs: [],
      check: () => printed(says, Math.hypot(x, y), 'its length', ' px'),
    }),
  ),
  {
    id: 'offsets-censored',
    says: 'Three of the four peaks lie on the border of their window, two of them in its very corner',
    recorded: 'confirmed',
    needs: [],
    check() {
      const reach = (window: number) => (window - 1) / 2;
      const border = OFFSETS.filter(([, w, x, y]) => Math.max(Math.abs(x), Math.abs(y)) === reach(w)).length;
      const corner = OFFSETS.filter(([, w, x, y]) => Math.abs(x) === reach(w) && Math.abs(y) === reach(w)).length;
      return {
        holds: border === 3 && corner === 2,
        claimed: '3, 2',
        measured: `${border}, ${corner} of ${OFFSETS.length}`,
        because:
          'a peak on the border may lie anywhere beyond it: the measurement is censored, and its size says nothing',
      };
    },
  },
  {
    id: 'first-shift-saturated',
    says: 'The first mean shift, 58.13, is what 68 landmarks have that all point at a corner of the window',
    recorded: 'confirmed',
    needs: [],
    check() {
      const corner = Math.hypot(5, 5) * Math.sqrt(68);
      return {
        holds: Math.abs(NORMS[11][0] / corner - 1) < 0.01,
        claimed: '58.13',
        measured: `${corner.toFixed(2)} is the most that there can be`,
        because: 'nearly every landmark is drawn as far as the window reaches',
      };
    },
  },
];
