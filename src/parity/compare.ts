import { InputError } from '../errors.js';
import { compareLandmarks, type LandmarkComparison } from '../landmarks/index.js';
import { type Comparison, type Verdict, worstOf } from './comparison.js';
import { type CsvComparison, compareCsv } from './csv.js';
import { compareImages, type ImageComparison } from './images.js';
import type { Content } from './read.js';
import { compareRuns, type RunComparison, type RunOptions } from './runs.js';
import { toleranceFor } from './tolerance.js';
import { compareStages, compareValues } from './values.js';

export interface CompareOptions extends RunOptions {
  /** As in {@link compareCsv}. */
  readonly key?: string | undefined;
  /** As in {@link compareImages}. */
  readonly threshold?: number | undefined;
}

/** What the comparison of two contents of one kind gave. */
export type AnyComparison =
  | { readonly kind: 'run'; readonly verdict: Verdict; readonly run: RunComparison }
  | { readonly kind: 'tensors'; readonly verdict: Verdict; readonly values: readonly Comparison[] }
  | { readonly kind: 'csv'; readonly verdict: Verdict; readonly csv: CsvComparison }
  | { readonly kind: 'landmarks'; readonly verdict: Verdict; readonly landmarks: LandmarkComparison }
  | { readonly kind: 'image'; readonly verdict: Verdict; readonly image: ImageComparison };

/**
 * Compares two contents; the rule for `landmarks` gives the pixels that a landmark may be off by. Throws InputError when they
 * are of two kinds or have nothing in common.
 */
export async function compare(
  reference: Content,
  candidate: Content,
  options: CompareOptions = {},
): Promise<AnyComparison> {
  if (reference.kind === 'run' && candidate.kind === 'run') {
    const run = await compareRuns(reference.run, candidate.run, options);
    return { kind: 'run', verdict: run.verdict, run };
  }
  if (reference.kind === 'csv' && candidate.kind === 'csv') {
    // a key pairs rows, where faces are paired by their frames
    if (reference.hasLandmarks && candidate.hasLandmarks && options.key === undefined) {
      const { absolute } = toleranceFor(options.rules ?? [], 'landmarks');
      const landmarks = compareLandmarks(reference.file, candidate.file, { absolute });
      return { kind: 'landmarks', verdict: landmarks.verdict, landmarks };
    }
    const csv = await compareCsv(reference.file, candidate.file, options);
    return { kind: 'csv', verdict: csv.verdict, csv };
  }
  if (reference.kind === 'image' && candidate.kind === 'image') {
    const image = compareImages(reference.image, candidate.image, options);
    return { kind: 'image', verdict: image.verdict, image };
  }
  const values = compareTensorsOf(reference, candidate, options);
  return { kind: 'tensors', verdict: worstOf(values.map(({ verdict }) => verdict)), values };
}

function compareTensorsOf(reference: Content, candidate: Content, options: CompareOptions): Comparison[] {
  if (reference.kind === 'state' && candidate.kind === 'state') {
    if (reference.subject !== candidate.subject)
      throw new InputError(`the candidate is a state of ${candidate.subject}, one of ${reference.subject} expected`);
    const [a, b] = [reference.state, candidate.state];
    return compareValues(a.values, b.values, { of: 'state', iteration: a.iteration }, options);
  }
  if (reference.kind === 'stages' && candidate.kind === 'stages')
    return compareStages(reference.stages, candidate.stages, reference.iteration, options);
  if (reference.kind === 'tensors' && candidate.kind === 'tensors')
    return compareValues(reference.values, candidate.values, { of: 'tensors' }, options);
  throw new InputError(`${NAMES[candidate.kind]} cannot be compared with ${NAMES[reference.kind]}`);
}

const NAMES: Readonly<Record<Content['kind'], string>> = {
  run: 'a run',
  state: 'a state',
  stages: 'a file of stages',
  tensors: 'a file of tensors',
  csv: 'a CSV file',
  image: 'an image',
};
