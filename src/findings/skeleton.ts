/** A finding to begin with: one run, one claim of it that is refuted, ready to be checked. `id` names its file. */
export const skeleton = (id: string): string => `import { finding, printed, run } from 'plumbline/vitest';

finding({
  id: '${id}',
  title: 'What the document says, in a line',
  source: '"Its title", its date',
  subject: 'gaussian',
  experiments: { baseline: run('gaussian', { iterations: 200 }) },
  claims: [
    {
      id: 'loss-200',
      says: 'The loss after 200 iterations is 0.150',
      where: 'Results',
      recorded: 'refuted',
      needs: ['baseline'],
      check: (evidence) => printed('0.150', evidence.trace('baseline').at('loss', 200), 'read off the run'),
    },
  ],
});
`;
