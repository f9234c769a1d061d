import { describeValue } from '../parity/index.js';
import type { CommitFinding } from './by-commit.js';
import type { Judgement } from './commits.js';
import type { RepeatedAnswer } from './repeated.js';

/** An answer, with or without what its repetition says. */
type Described = Omit<RepeatedAnswer, keyof Repetition> & Partial<Repetition>;
type Repetition = Pick<RepeatedAnswer, 'confidence' | 'repeats' | 'spread'>;

/** An answer for people: where, in which stage, which element, and what it took to find out. */
export function describeAnswer(answer: Described): string {
  const { value, drift, reason, probes, iterations, repeats = 1, spread = {}, outcome } = answer;
  const lines = [sentence(answer)];
  if (value !== undefined && outcome !== 'none') lines.push(describeValue(value).replaceAll('\n', '\n  '));
  const later = laterStages(answer);
  if (later !== undefined) lines.push(later);
  if (answer.isHidden)
    lines.push(
      'the state after this iteration agrees all the same: what the stage gives is only measured, not used, or rounded away',
    );
  if (drift?.differs !== undefined && drift.differs !== answer.differs)
    lines.push(`on its own way it is seen to differ by iteration ${drift.differs}`);
  if (answer.ended !== undefined) lines.push(`the candidate ends before the reference: ${answer.ended}`);
  if (reason !== undefined) lines.push(`no closer: ${reason}`);
  const names = Object.keys(spread);
  if (names.length > 0) {
    const largest = names.map((name) => `${name} ${spread[name].toPrecision(3)}`).join(', ');
    lines.push(`the candidate is not deterministic; two runs of it differ by up to: ${largest}`);
  } else if (repeats > 1) lines.push(`the same numbers in ${repeats} runs`);
  lines.push(`${probes} probes, ${iterations} iterations of the candidate asked for`);
  return lines.join('\n');
}

function sentence({ outcome, agrees, differs, stage, confidence = 1 }: Described): string {
  const sure = confidence < 1 ? `, with probability ${confidence.toFixed(3)}` : '';
  switch (outcome) {
    case 'none':
      return `the candidate agrees with the reference up to iteration ${agrees}`;
    case 'noise':
      return `the candidate differs from the reference by iteration ${differs}, but by no more than from itself`;
    case 'inconsistent':
      return `the answers contradict each other: it may leave the reference anywhere between iterations ${agrees} and ${differs}`;
    case 'accumulates':
      return `no step of the candidate is over the tolerance, but their sum is: it agrees at iteration ${agrees} and differs at ${differs}`;
    case 'found':
      if (stage === 'start') return `the candidate differs from the reference at its start, iteration ${differs}`;
      if (differs !== agrees + 1)
        return `the candidate leaves the reference between iterations ${agrees} and ${differs}${sure}`;
      return `the candidate leaves the reference at iteration ${differs}${stageText(stage)}${sure}`;
  }
}

const stageText = (stage: string | undefined): string => {
  if (stage === undefined) return '';
  return stage === 'state' ? ', after its stages, in the state that it hands on' : `, stage ${stage}`;
};

function laterStages({ stages }: Described): string | undefined {
  if (stages === undefined || stages.differing.length === 0) return undefined;
  const [first, ...later] = stages.differing.map(({ stage }) => stage);
  const after = stages.compared.slice(stages.compared.indexOf(first) + 1);
  if (after.length === 0) return undefined;
  if (!stages.isolated) return `later stages may only pass it on: ${later.join(', ') || 'none differs'}`;
  return later.length === 0
    ? `given the reference's own inputs, the later stages (${after.join(', ')}) add nothing`
    : `given the reference's own inputs, ${later.join(', ')} also differ`;
}

/** An answer about commits for people: the first bad one, or those among which it is, and what it does. */
export function describeCommits({ commits, judged, answer }: CommitFinding): string {
  const [first] = commits;
  const lines =
    commits.length === 1
      ? [`first bad commit: ${first.id.slice(0, 10)} ${first.subject}`]
      : ['one of these is the first bad commit; what lies between cannot be tested:'];
  if (commits.length > 1) lines.push(...commits.map(({ id, subject }) => `  ${id.slice(0, 10)} ${subject}`));
  const words = Object.values(judged);
  const count = (word: Judgement) => words.filter((each) => each === word).length;
  lines.push(
    `${words.length} commits looked at: ${count('good')} good, ${count('bad')} bad, ${count('untested')} untested`,
  );
  return [...lines, describeAnswer(answer)].join('\n');
}
