/** What a diagnosis says of a run. */
export const VERDICTS = [
  'converged',
  'improving',
  'plateau',
  'flat',
  'oscillating',
  'diverged',
  'non-finite',
  'too short to tell',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why a run does not move, or where its end comes from; `undecided` where the columns cannot tell. */
export const CAUSES = [
  'solved',
  'frozen: eps',
  'frozen: saturation',
  'frozen: clipping',
  'frozen: zero gradient',
  'rate too small',
  're-run of a converged state',
  'quantised log',
  'best already at the start',
  'growing oscillation',
  'not the optimizer',
  'undecided',
] as const;
export type Cause = (typeof CAUSES)[number];
