import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium as launcher, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enter } from '../../../src/findings/ledger.js';
import { ledgerPage } from '../../../src/report/evidence/ledger-page.js';
import { evidencePage } from '../../../src/report/evidence/page.js';
import { attachImage, belongsTo, notTriggered } from '../../support/allure.js';
import { chromium } from '../../support/chromium.js';
import { exampleFinding } from '../../support/evidence-fixture.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [360, 1400];

let folder: string;
let browser: Browser | undefined;
beforeAll(async () => {
  if (!chromium) return;
  folder = mkdtempSync(join(tmpdir(), 'plumbline-pages-'));
  writeFileSync(join(folder, 'finding.html'), evidencePage(exampleFinding, 'npx plumbline evidence example'));
  const ledger = enter(
    enter(undefined, [exampleFinding], 'one'),
    [{ ...exampleFinding, claims: exampleFinding.claims.map((claim) => ({ ...claim, measured: '2' })) }],
    'two',
  );
  writeFileSync(
    join(folder, 'ledger.html'),
    ledgerPage(ledger, () => true),
  );
  browser = await launcher.launch({ executablePath: chromium, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});
beforeEach((context) => {
  if (!chromium) notTriggered(context, 'no chromium on this machine');
});

/** A page with what went wrong in it and what it asked for. */
async function open(name: string, options: BrowserContextOptions = {}) {
  const context = await (browser as Browser).newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) requests.push(request.url());
  });
  await page.goto(`file://${join(folder, name)}`);
  return { page, complaints, requests, close: () => context.close() };
}

const shown = (page: Page) => page.locator('svg[role="img"]:visible');

describe.each(['finding.html', 'ledger.html'])('%s in a browser', (name) => {
  belongsTo('harness', 'report', 'evidence pages');

  it.each(WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((scheme) => [width, scheme] as const)))(
    'fits %i pixels in %s, without an error or a request, and axe finds nothing against it',
    async (width, scheme) => {
      const options = { viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: true };
      const { page, complaints, requests, close } = await open(name, options);
      attachImage(`${name} at ${width} pixels, ${scheme}`, await page.screenshot());
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await page.addScriptTag({ content: AXE });
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: { run(): Promise<{ violations: object[] }> } }).axe.run(),
      );
      expect(violations).toEqual([]);
      expect([complaints, requests]).toEqual([[], []]);
      await close();
    },
  );

  it('is complete without its script', async () => {
    const { page, close } = await open(name, { javaScriptEnabled: false });
    expect(await page.locator('.scrubber, .toggles, .zoom').count()).toBe(0);
    expect(await page.locator('tbody tr').count()).toBe(exampleFinding.claims.length);
    await close();
  });
});

describe('a page of evidence in a browser', () => {
  belongsTo('harness', 'report', 'evidence pages');

  it.each(WIDTHS)('shows every figure once at %i pixels', async (width) => {
    const { page, close } = await open('finding.html', { viewport: { width, height: 900 } });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    const sizes = await shown(page).evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().width));
    // of the three frames one is shown at a time
    expect(sizes).toHaveLength(4 + 4);
    for (const size of sizes) expect(size).toBeGreaterThan(Math.min(280, width - 60));
    await close();
  });

  it('reads the values of a curve with the arrow keys and under the pointer', async () => {
    const { page, close } = await open('finding.html');
    const drawing = page.locator('#measured .drawing');
    const values = drawing.locator('.values');
    await drawing.focus();
    await page.keyboard.press('End');
    expect(await values.textContent()).toMatch(/^iteration 999control 0\.09099\d*lr-half 0\.18/);
    await page.keyboard.press('ArrowLeft');
    expect(await values.textContent()).toMatch(/iteration 99[0-8]/);
    await page.keyboard.press('Escape');
    expect(await values.isVisible()).toBe(false);
    const box = await drawing.locator('svg:visible').boundingBox();
    if (!box) return expect.fail('no curve');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    expect(await values.isVisible()).toBe(true);
    await close();
  });

  it('hides an arm with its label, and its values with it', async () => {
    const { page, close } = await open('finding.html');
    const part = page.locator('#measured');
    await part.getByRole('checkbox', { name: 'lr-half' }).uncheck();
    const marks = part.locator('.wide [data-series="lr-half"]');
    expect(await marks.count()).toBeGreaterThan(1);
    for (const mark of await marks.all()) expect(await mark.getAttribute('visibility')).toBe('hidden');
    await part.locator('.drawing').focus();
    await page.keyboard.press('Home');
    expect(await part.locator('.values').textContent()).not.toContain('lr-half');
    await close();
  });

  it('scrubs through frames', async () => {
    const { page, close } = await open('finding.html');
    const part = page.locator('#parts');
    await part.getByLabel('Frame').focus();
    await page.keyboard.press('ArrowRight');
    expect(await part.locator('output').textContent()).toBe('iteration 2');
    expect(await part.locator('.frame:visible').count()).toBe(1);
    await close();
  });

  it('looks closer at a map, and comes back', async () => {
    const { page, close } = await open('finding.html');
    await page.locator('#why').getByRole('button', { name: 'Look closer' }).click();
    const stage = page.locator('dialog svg[role="img"]');
    const before = (await stage.boundingBox())?.width ?? 0;
    await page.getByRole('button', { name: 'Larger' }).click();
    expect((await stage.boundingBox())?.width ?? 0).toBeGreaterThan(1.4 * before);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await close();
  });

  it('prints without its controls', async () => {
    const { page, close } = await open('finding.html');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.toggles:visible, .scrubber:visible, .zoom:visible, nav:visible').count()).toBe(0);
    expect(await shown(page).count()).toBeGreaterThanOrEqual(4);
    await close();
  });
});
