import { join } from 'node:path';
import { reportsFolder } from '../folder.js';

// the first category that matches takes the result
const categories = [
  { name: 'Not triggered', matchers: { statuses: ['skipped'] }, groupByMessage: true },
  { name: 'Regression', matchers: { statuses: ['failed', 'broken'], transitions: ['regressed', 'malfunctioned'] } },
  { name: 'Golden moved', matchers: { statuses: ['failed'], message: /golden|snapshot/i } },
  {
    name: 'Flaky environment',
    matchers: [
      { flaky: true },
      {
        statuses: ['failed', 'broken'],
        message: /timed out|timeout|EADDRINUSE|ECONN|EMFILE|ENOMEM|ENOSPC|out of memory/i,
      },
    ],
  },
  { name: 'Wrong result', matchers: { statuses: ['failed'] } },
  { name: 'Broken test', matchers: { statuses: ['broken'] } },
];

export default {
  name: 'plumbline',
  historyPath: join(reportsFolder(), 'history.jsonl'),
  historyLimit: 20,
  categories,
  plugins: {
    awesome: {
      options: {
        singleFile: true,
        reportLanguage: 'en',
        groupBy: ['epic', 'feature', 'story'],
        // not the timeline, which is drawn by host and thread
        sections: ['charts'],
      },
    },
    // comes with every report unless it is refused
    agent: { enabled: false },
  },
};
