import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { runCli } from '../support/cli.js';

belongsTo('harness', 'landmarks', 'long videos');

const FRAMES = 500_000;
const folder = mkdtempSync(join(tmpdir(), 'plumbline-long-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A video with all landmarks moved by so many pixels, every hundredth frame of which may be missing. */
function write(name: string, dx: number, hasAll: boolean): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  let text = 'frame, face_id, success, x_0, x_1, x_2, y_0, y_1, y_2\n';
  for (let frame = 1; frame <= FRAMES; frame++) {
    const y = (200 + (frame % 7) / 10).toFixed(1);
    if (hasAll || frame % 100 > 0) text += `${frame}, 0, 1, ${100 + dx}, ${200 + dx}, ${150 + dx}, 100, 100, ${y}\n`;
    if (text.length > 1e6) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
  return path;
}

it('half a million frames are compared in the memory that a few take', async () => {
  const files = ['--reference', write('a.csv', 0, true), '--candidate', write('b.csv', 3, false)];
  // a heap of 32 MB, of which the program itself takes 20, has no room for half a million of anything
  const env = { NODE_OPTIONS: '--max-old-space-size=32' };
  const { code, stdout, stderr } = await runCli(['landmarks', ...files, '--json'], { env });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    faces: { compared: 495_000, missing: { count: 5_000, more: true } },
    error: { px: expect.closeTo(3, 9) },
    aligned: { px: expect.closeTo(0, 9) },
  });
});
