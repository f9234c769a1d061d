import { InputError } from '../../errors.js';
import { formatList, type ListLine, listOf, parseList } from './list-file.js';

/** What a main_*.txt file names: the landmark detector's own list, and parts of the face. Paths are relative to the file. */
export interface MainList {
  readonly detector: string;
  readonly parts: readonly PartLine[];
}

export interface PartLine {
  readonly path: string;
  readonly name: string;
  /** Pairs of a landmark of the main model and of the part. */
  readonly pairs: readonly (readonly [main: number, part: number])[];
}

/** What a clnf_*.txt file names. */
export interface ModelList {
  readonly pdm: string;
  readonly triangulations: string | undefined;
  /** Patch experts, in the order of the fit. */
  readonly experts: readonly string[];
}

/** Experts of other kinds that such a list may name. */
const OTHER_EXPERTS: Readonly<Record<string, string>> = {
  PatchesCEN: 'convolutional experts (CEN)',
  PatchesCECLM: 'convolutional experts (CEN)',
  PatchesSVR: 'support vector experts (SVR)',
  PatchesIntensity: 'support vector experts (SVR)',
  PatchesDepth: 'depth experts',
};
const MOST_PARTS = 20;
const MOST_SCALES = 4;

type NumberedLine = ListLine & { readonly number: number };

/** Reads a main_*.txt file. Throws InputError. */
export function parseMainList(text: string, file: string): MainList {
  const lines = linesOf(text);
  const detectors = lines.filter(({ keyword }) => keyword === 'LandmarkDetector');
  if (detectors.length !== 1) {
    throw new InputError(`${file}: ${detectors.length} lines "LandmarkDetector FILE"; expected one`);
  }
  const parts = lines.filter(({ keyword }) => keyword === 'LandmarkDetector_part').map((line) => partOf(line, file));
  if (parts.length > MOST_PARTS) throw new InputError(`${file}: ${parts.length} parts; expected at most ${MOST_PARTS}`);
  return { detector: detectors[0].rest, parts };
}

function partOf({ number, rest }: NumberedLine, file: string): PartLine {
  const [path, name, ...numbers] = rest.split(/ +/);
  const indices = numbers.map(Number);
  const whole = (token: string, i: number) => /^\d+$/.test(token) && indices[i] <= 10_000;
  // OpenFace reads a further pair 0, 0 where a blank follows the last
  if (!path || !name || indices.length === 0 || indices.length % 2 !== 0 || !numbers.every(whole)) {
    throw new InputError(
      `${file}: line ${number}: expected "LandmarkDetector_part FILE NAME" and pairs of landmarks, no blank at the end`,
    );
  }
  return {
    path,
    name,
    pairs: Array.from({ length: indices.length / 2 }, (_, i) => [indices[2 * i], indices[2 * i + 1]]),
  };
}

/** Reads a clnf_*.txt file. Throws InputError, also for experts of a kind that is not supported. */
export function parseModelList(text: string, file: string): ModelList {
  const lines = linesOf(text);
  const of = (name: string) => lines.filter(({ keyword }) => keyword === name).map(({ rest }) => rest);
  const foreign = lines.find(({ keyword }) => Object.hasOwn(OTHER_EXPERTS, keyword));
  if (foreign !== undefined) {
    throw new InputError(
      `${file}: line ${foreign.number}: ${foreign.keyword}: ${OTHER_EXPERTS[foreign.keyword]} are not supported; expected PatchesCCNF`,
    );
  }
  const [pdms, experts] = [of('PDM'), of('PatchesCCNF')];
  if (pdms.length !== 1) throw new InputError(`${file}: ${pdms.length} lines "PDM FILE"; expected one`);
  if (experts.length < 1 || experts.length > MOST_SCALES) {
    throw new InputError(`${file}: ${experts.length} lines "PatchesCCNF FILE"; expected 1 to ${MOST_SCALES}`);
  }
  return { pdm: pdms[0], triangulations: of('Triangulations').at(-1), experts };
}

const linesOf = (text: string): NumberedLine[] => parseList(text).lines.map((line, i) => ({ ...line, number: i + 1 }));

/** The text of a main_*.txt file. */
export const formatMainList = ({ detector, parts }: MainList): string =>
  formatList(
    listOf(
      ['LandmarkDetector', detector],
      ...parts.map(
        ({ path, name, pairs }) => ['LandmarkDetector_part', [path, name, ...pairs.flat()].join(' ')] as const,
      ),
    ),
  );

/** The text of a clnf_*.txt file. */
export const formatModelList = ({ pdm, triangulations, experts }: ModelList): string =>
  formatList(
    listOf(
      ['PDM', pdm],
      ...(triangulations === undefined ? [] : [['Triangulations', triangulations] as const]),
      ...experts.map((path) => ['PatchesCCNF', path] as const),
    ),
  );
