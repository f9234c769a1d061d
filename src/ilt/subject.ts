import type { Subject } from '../subject.js';
import { arms } from './arms.js';
import { prepareAware } from './aware/prepare.js';
import { prepareRecipe } from './recipe/prepare.js';
import { presetLength } from './recipe/presets.js';
import { report } from './report.js';
import { iltSettings, parseIltSettings } from './settings.js';

/** The numbers of iterations that the programs themselves have: SimpleILT with gradient descent and with Adam. */
const LENGTHS = { main: 60, v2: 40, sgd: 20, adam: 50 };

export const ilt: Subject = {
  name: 'ilt',
  settings: iltSettings,
  iterations(given) {
    const settings = parseIltSettings(given);
    if (settings.program === 'multilevel') return presetLength(settings.recipe);
    return LENGTHS[settings.program === 'simple' ? settings.optimizer : settings.program];
  },
  checkpointEvery: 10,
  async prepare(given, occasion) {
    const settings = parseIltSettings(given);
    if (settings.program === 'main' || settings.program === 'v2') return prepareAware(settings, occasion);
    if (occasion.engine !== 'tensorflow') return prepareRecipe(settings, occasion);
    // loaded only when asked for: it is large and slow to start
    const { prepareTensorflow } = await import('./tensorflow/prepare.js');
    return prepareTensorflow(settings, occasion);
  },
  fork(parent, changed) {
    const { reset: _, ...kept } = parent;
    // another loss, or another way down, may have another best mask
    return { ...kept, ...(Object.keys(changed).length > 0 && { reset: 'best' }), ...changed };
  },
  report,
  arms,
  curves: [
    {
      name: 'loss',
      title: 'Loss and its terms',
      changes: 'level',
      panels: [
        { label: 'loss', scale: 'log', columns: ['loss'] },
        {
          label: 'terms',
          scale: 'log',
          columns: ['nominal', 'corners', 'band', 'weighted_l2', 'flare_reg', 'bin'],
        },
        { label: 'gradient norm', scale: 'log', columns: ['grad_norm'] },
      ],
    },
    {
      name: 'saturation',
      title: 'What holds the parameters back',
      changes: 'level',
      panels: [
        { label: 'update norm', scale: 'log', columns: ['update_norm'] },
        { label: 'share of flat pixels', columns: ['saturated'] },
        { label: 'eps / sqrt(v)', scale: 'log', columns: ['eps_ratio'] },
      ],
    },
  ],
};
