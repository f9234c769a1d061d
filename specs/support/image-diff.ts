import { ContentType } from 'allure-js-commons';
import * as allure from 'allure-js-commons/sync';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import type { Image } from '../../src/image/image.js';
import { encodePng } from '../../src/image/png.js';

const address = (png: Uint8Array): string => `data:image/png;base64,${Buffer.from(png).toString('base64')}`;

/** Attaches two images of one size to the running test, to be laid over each other in the report, and what differs. */
export function attachImageDiff(name: string, expected: Image, actual: Image): void {
  const [a, b] = [expected, actual].map((image) => encodePng(image));
  const [left, right] = [a, b].map((png) => PNG.sync.read(Buffer.from(png)));
  const { width, height } = left;
  const diff = new PNG({ width, height });
  pixelmatch(left.data, right.data, diff.data, width, height, { threshold: 0 });
  const content = { expected: address(a), actual: address(b), diff: address(PNG.sync.write(diff)) };
  allure.attachment(name, JSON.stringify(content), { contentType: ContentType.IMAGEDIFF, fileExtension: 'imagediff' });
}
