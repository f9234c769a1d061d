import type { Answer } from '../../../src/bisect/index.js';
import type { Claim, Evidence } from '../../../src/findings/finding.js';
import { type CaseName, goldenCase } from '../../support/clnf.js';
import { CASE, type FaultRow } from './experiments.js';
import type { Fit } from './fits.js';
import { errorsOf, peakOf, referenceOf } from './fits.js';

const needs = ['known faults'];
const NEXT = 'Next Investigation Steps';
const faults = (evidence: Evidence): readonly FaultRow[] =>
  evidence.measured<readonly FaultRow[]>('known faults').filter((row) => row.fault !== 'correct');
const number = (row: FaultRow, column: string): number => Number(row[column]);

/** Faults of the response maps or of what leads to them, by where they first show. */
const MAPS = ['aoi', 'warp_matrix', 'patch_norm', 'presigma', 'response'];
const ofMaps = (row: FaultRow): boolean => MAPS.some((stage) => row.first_differing_stage.endsWith(stage));
/** Peaks about as far off as random ones, and still so at the end, in every window. */
const isRandom = (row: FaultRow): boolean =>
  ([11, 9, 7] as const).every(
    (window) => number(row, `w${window}_peak_offset_end`) > (window === 11 ? 3.3 : window === 9 ? 2.7 : 2),
  );

/** The side of a case's box in pixels, the mean of width and height. */
function boxOf(name: CaseName): number {
  const [, , width, height] = goldenCase(name).init.bbox;
  return (width + height) / 2;
}

const firstMaps = (evidence: Evidence, name: string) => evidence.measured<Fit[]>(name)[0].maps[0];

/** What its next steps find, and which faults there are that look as it does. */
export const cause: readonly Claim[] = [
  {
    id: 'maps-are-the-cause',
    says: 'Wrong response maps are the cause of an error of 183 px on a face of 532 px',
    where: 'Conclusion',
    recorded: 'refuted',
    needs,
    check(evidence) {
      const shares = faults(evidence)
        .filter(ofMaps)
        .map((row) => number(row, 'diff_vs_cpp_mean_px') / boxOf(row.case as CaseName));
      const most = 100 * Math.max(...shares);
      return {
        holds: most >= (100 * 183) / 532,
        claimed: '34 % of the box',
        measured: `at most ${most.toFixed(0)} % by any of ${shares.length} faults of the response maps that were tried`,
        because: 'such an error needs a fault of the frame besides: the box, the start, or the coordinates compared',
      };
    },
  },
  {
    id: 'signature',
    says: 'Peaks 3 to 7 px off in every window point to one fault of the response maps',
    where: 'Root Cause Analysis',
    recorded: 'refuted',
    needs,
    check(evidence) {
      const alike = [
        ...new Set(
          faults(evidence)
            .filter((row) => row.case === CASE && isRandom(row))
            .map((row) => row.fault),
        ),
      ];
      return {
        holds: alike.length === 1,
        claimed: 'one',
        measured: `${alike.length}: ${alike.join(', ')}`,
        because: 'all of them make the maps random; only their stage tells them apart',
      };
    },
  },
  {
    id: 'end-result',
    says: 'The end result tells which fault it is',
    recorded: 'refuted',
    needs,
    check(evidence) {
      const small = faults(evidence).filter((row) => row.case === CASE && number(row, 'diff_vs_cpp_max_px') < 0.5);
      return {
        holds: small.length === 0,
        claimed: 'by its size',
        measured: `${small.length} of ${faults(evidence).filter((row) => row.case === CASE).length} faults move no landmark by half a pixel`,
        because: 'a stage held against its own reference shows all of them',
      };
    },
  },
  {
    id: 'compare-peaks',
    says: 'Peak locations differ from OpenFace’s',
    where: NEXT,
    recorded: 'confirmed',
    needs: ['the sweep', 'the sweep, weights transposed'],
    check(evidence) {
      const [right, wrong] = [firstMaps(evidence, 'the sweep'), firstMaps(evidence, 'the sweep, weights transposed')];
      const same = Array.from({ length: 68 }, (_, i) => [peakOf(right, i), peakOf(wrong, i)]).filter(
        ([a, b]) => a.x === b.x && a.y === b.y,
      ).length;
      return {
        holds: same < 34,
        claimed: 'differ',
        measured: `${same} of 68 are at the same place`,
        because: 'carried out as proposed, with transposed weights for the unknown fault: they do, and do not say why',
      };
    },
  },
  {
    id: 'patch-experts',
    says: 'The outputs of the patch experts, compared with the reference’s, show the fault',
    where: NEXT,
    recorded: 'confirmed',
    needs: ['bisect'],
    check(evidence) {
      const { differs, stage, stages, probes } = evidence.measured<Answer>('bisect');
      const others = stages?.differing.slice(1).map((each) => each.stage) ?? [];
      return {
        holds: stage === 'patch-response' && differs === 1,
        claimed: 'patch experts',
        measured: `iteration ${differs}, stage ${stage}${others.length > 0 ? `, also ${others.join(', ')}` : ' and no other'}, after ${probes} probes`,
        because: 'each stage was given the reference’s own inputs, so that what differs is born in it',
      };
    },
  },
  {
    id: 'warp-excluded',
    says: 'The warp may be misaligned',
    where: NEXT,
    recorded: 'refuted',
    needs: ['bisect'],
    check(evidence) {
      const { stages } = evidence.measured<Answer>('bisect');
      const differing = stages?.differing.map(({ stage }) => stage) ?? [];
      return {
        holds: differing.includes('warp'),
        claimed: 'misaligned',
        measured: stages?.compared.includes('warp') ? 'the same areas of interest, number for number' : 'not compared',
        because: 'the third of its next steps is answered in the same probe as the second',
      };
    },
  },
  {
    id: 'frame-or-shape',
    says: 'An error as large as this tells a wrong shape',
    recorded: 'refuted',
    needs: ['the sweep'],
    check(evidence) {
      const { landmarks } = evidence.measured<Fit[]>('the sweep')[1];
      const { cpp } = referenceOf(CASE);
      const shifted = landmarks.map((value, i) => value + (i < 68 ? 34 : -21));
      const { mean } = errorsOf(shifted, cpp);
      const rest = errorsOf(centered(shifted), centered(cpp)).mean;
      return {
        holds: rest > mean / 2,
        claimed: 'of the shape',
        measured: `${mean.toFixed(1)} px for the right landmarks in a frame that is off, ${rest.toFixed(3)} px once the frame is taken out`,
        because: 'the document has one number, which cannot tell a fault of the frame from one of the shape',
      };
    },
  },
];

/** Landmarks about their own mean. */
function centered(landmarks: readonly number[]): number[] {
  const n = landmarks.length / 2;
  const means = [0, n].map((from) => landmarks.slice(from, from + n).reduce((sum, each) => sum + each, 0) / n);
  return landmarks.map((value, i) => value - means[i < n ? 0 : 1]);
}
