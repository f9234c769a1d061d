import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultModel } from '../../src/clnf/default-model.js';
import { openFaceCsv } from '../../src/clnf/openface-csv.js';
import type { Fit } from '../../src/clnf/schedule.js';
import { compareLandmarks } from '../../src/landmarks/index.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { CASES, type CaseName, csvRows, goldenPath, worst } from '../support/clnf.js';

belongsTo('clnf', 'results', 'OpenFace CSV');

const folder = mkdtempSync(join(tmpdir(), 'plumbline-openface-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { pdm } = defaultModel();
const GLOBAL = ['scale', 'rx', 'ry', 'rz', 'tx', 'ty'];
const MODES = Array.from({ length: pdm.modes }, (_, j) => `${j}`);

/** What the C++ wrote of a case, and its parameters as a fit. */
function golden(name: CaseName) {
  const file = goldenPath(`cases/${name}/result.csv`);
  const [row] = csvRows(file);
  const params = Float64Array.from([...GLOBAL, ...MODES], (key) => Number(row[`p_${key}`]));
  const fit: Fit = { params, likelihood: 0, success: 1 };
  return { file, row, fit, width: 2 * Number(row.cx), height: 2 * Number(row.cy) };
}
function write(fits: readonly Fit[], width: number, height: number, isSequence = false) {
  const file = join(folder, 'landmarks.csv');
  const text = openFaceCsv(fits, { pdm, width, height, camera: undefined, isSequence });
  writeFileSync(file, text);
  const [header, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(', '));
  return { file, header, rows: rows.map((cells) => Object.fromEntries(cells.map((cell, i) => [header[i], cell]))) };
}
const numbers = (row: Readonly<Record<string, string>>, names: readonly string[]) =>
  names.map((name) => Number(row[name]));

describe('the CSV of a fit', () => {
  it.each(CASES)('has of the parameters of %s what the C++ makes of them', (name) => {
    const { file, row, fit, width, height } = golden(name);
    const own = write([fit], width, height);
    const { largest, landmarks } = compareLandmarks(file, own.file);
    const millimetres = Math.max(...landmarks.map(({ mm }) => mm ?? Number.NaN));
    const off = (...names: string[]) => worst(numbers(own.rows[0], names), numbers(row, names));
    const translation = off('pose_Tx', 'pose_Ty', 'pose_Tz');
    const rotation = off('pose_Rx', 'pose_Ry', 'pose_Rz');
    attachTable('largest differences', [
      ['landmarks, px', 'landmarks in space, mm', 'translation, mm', 'rotation, radians'],
      [largest, millimetres, translation, rotation],
    ]);
    // the C++ computes in single precision and both round to a ten-thousandth (angles to a millionth): measured at most
    // 0.00015 px, 0.00018 mm, 0.00012 mm and 0.000002, of which each is about twice
    expect(largest).toBeLessThan(0.0003);
    expect(millimetres).toBeLessThan(0.0004);
    expect(translation).toBeLessThan(0.0003);
    expect(rotation).toBeLessThan(0.000004);
    // nine digits of parameters
    expect(off(...[...GLOBAL, ...MODES].map((key) => `p_${key}`))).toBeLessThan(1e-6);
  });

  const { fit, width, height, row } = golden('r1_frontal');

  it('has the columns of the C++ for pose, landmarks and parameters, in its order', () => {
    const columns = Object.keys(row);
    const fromPose = (names: readonly string[]) => names.slice(names.indexOf('pose_Tx'));
    const [image, video] = [write([fit], width, height), write([fit], width, height, true)];
    expect(fromPose(image.header)).toEqual(fromPose(columns));
    expect(fromPose(video.header)).toEqual(fromPose(columns));
    expect(image.header.slice(0, 2)).toEqual(['face', 'confidence']);
    expect(video.header.slice(0, 5)).toEqual(['frame', 'face_id', 'timestamp', 'confidence', 'success']);
  });

  it('has a row for every frame, thirty a second, also for those that failed', () => {
    const video = write([fit, { ...fit, success: 0 }, fit], width, height, true);
    expect(video.rows.map(({ frame, timestamp, success }) => [frame, timestamp, success].join(' '))).toEqual([
      '1 0.000 1',
      '2 0.033 0',
      '3 0.067 1',
    ]);
    const { faces, verdict } = compareLandmarks(video.file, video.file);
    expect([verdict, faces.compared, faces.neither]).toEqual(['same', 2, 1]);
  });
});
