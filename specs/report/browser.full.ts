import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { belongsTo, notTriggered } from '../support/allure.js';
import { chromium, openPage } from '../support/chromium.js';
import { buildReport, exampleResults, writeResults } from '../support/report-fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the report in a browser', () => {
  belongsTo('harness', 'report', 'offline');

  it('asks for nothing but itself, with the policy and without', async (context) => {
    if (!chromium) return notTriggered(context, 'no chromium on this machine');
    writeResults(folder, exampleResults);
    const report = await buildReport(folder);
    const html = readFileSync(report.page, 'utf8');
    const here = dirname(report.page);
    writeFileSync(join(here, 'open.html'), html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''));
    // a request of our own shows that requests are seen
    const control = 'http://plumbline.invalid/control.png';
    writeFileSync(join(here, 'both.html'), framed(['index.html', 'open.html'], control));
    const { dom, requests } = await openPage(chromium, join(here, 'both.html'));
    expect(dom.match(/leaves the reference/g)).toHaveLength(2);
    expect(requests).toEqual([control]);
  });
});

/** A page that loads others in frames and shows their text as its own, and asks for one image. */
const framed = (pages: string[], image: string) => `<img src="${image}">
${pages.map((page) => `<iframe src="${page}"></iframe>`).join('\n')}<pre></pre>
<script>
  setInterval(() => {
    document.querySelector('pre').textContent = Array.from(frames, ({ document }) => document.body.innerText).join();
  }, 50);
</script>`;
