import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attachCommand, attachTable, belongsTo } from '../../support/allure.js';
import { metricsAt, prepareIlt, runFor } from '../../support/ilt.js';
import { openIlt } from '../../support/openilt.js';

belongsTo('ilt', 'solvers', 'SimpleILT');

interface OpenIltTrace {
  readonly trace: readonly { readonly loss: number; readonly l2: number; readonly pvbl2: number }[];
  readonly eval: { readonly L2: number; readonly PVB: number; readonly EPE: number };
}

describe("SimpleILT with OpenILT's approximate gradient", () => {
  // the strict engine takes minutes
  for (const [engine, number] of [
    ['simd', 1],
    ['simd', 2],
    ['simd', 3],
    ['strict', 1],
  ] as const) {
    it(`follows OpenILT through its 20 iterations on M1_test${number}, to the same mask: ${engine}`, async (context) => {
      const folder = openIlt(context);
      const pattern = `${folder}/layouts/M1_test${number}.glp`;
      const { trace, eval: measured }: OpenIltTrace = JSON.parse(
        readFileSync(`${folder}/golden/simpleilt_M1_test${number}.json`, 'utf8'),
      );
      attachCommand(
        `npx plumbline run ilt --set program=simple --set kernels=contest --set gradient=openilt-simple --set pattern=${pattern}`,
      );
      const settings = { program: 'simple', kernels: 'contest', gradient: 'openilt-simple', pattern };
      const prepared = await prepareIlt(settings, { engine });
      const { rows, state } = runFor(prepared, trace.length);
      attachTable('loss', [
        ['iteration', 'OpenILT', 'here'],
        ...rows.map(({ loss }, i) => [i + 1, trace[i].loss, loss]),
      ]);
      expect(rows).toHaveLength(20);
      for (const [i, { loss, l2, pvbl2 }] of trace.entries()) {
        const off = [loss / rows[i].loss, l2 / rows[i].nominal, pvbl2 / rows[i].corners].map((ratio) =>
          Math.abs(ratio - 1),
        );
        // OpenILT is in single precision, and its steps make rounding grow
        expect(Math.max(...off), `iteration ${i + 1}`).toBeLessThan(1e-4);
      }
      const metrics = metricsAt(prepared, state);
      expect(Math.abs(metrics.l2 - measured.L2)).toBeLessThanOrEqual(10);
      expect(Math.abs(metrics.pvb - measured.PVB)).toBeLessThanOrEqual(10);
      expect(metrics.epe).toBe(measured.EPE);
    });
  }
});
