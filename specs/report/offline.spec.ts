import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOffline, networkReferences } from '../../src/report/allure/offline.js';
import { belongsTo } from '../support/allure.js';
import { buildReport, curve, embeddedData, exampleResults, writeResults } from '../support/report-fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-report-'));
let report: Awaited<ReturnType<typeof buildReport>>;
let html: string;

beforeAll(async () => {
  writeResults(folder, exampleResults);
  report = await buildReport(folder);
  html = readFileSync(report.page, 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the report', () => {
  belongsTo('harness', 'report', 'offline');

  it('is one file, is built although a test failed, and then exits with 1', () => {
    expect(report.stderr).toBe('');
    expect(report.stdout).toContain('1 passed, 1 failed, 0 broken, 1 not triggered');
    expect(report.stdout).toContain(report.page.slice(-'allure/index.html'.length));
    expect(report.code).toBe(1);
  });

  it('holds every result and its attachment', () => {
    const files = [...embeddedData(html)];
    const names = files
      .filter(([name]) => name.startsWith('data/test-results/'))
      .map(([, json]) => JSON.parse(json).name);
    expect(names.sort()).toEqual(['agrees with the reference', 'leaves the reference', 'needs a model']);
    expect(files.filter(([name]) => name.endsWith('.svg')).map(([, text]) => text)).toEqual([curve]);
  });

  it('refers to nothing on the network and lets the browser refuse the rest', () => {
    expect(networkReferences(html)).toEqual([]);
    expect(html).not.toMatch(/googletagmanager|google-analytics|gtag/);
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy.match(/\*|https?:|wss?:|'self'/)).toBeNull();
  });
});

describe('makeOffline', () => {
  belongsTo('harness', 'report', 'offline');
  const tag =
    '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>\n<script>\nwindow.dataLayer = [];\n</script>';
  const page = (body: string) => `<html><head></head><body>${body}</body></html>`;
  const script = (source: string) =>
    `<script src="data:text/javascript;base64,${Buffer.from(source).toString('base64')}"></script>`;

  it('takes the analytics tag out and nothing else', () => {
    expect(makeOffline(page(`<p>a</p>${tag}<p>b</p>`))).toMatch(/<body><p>a<\/p><p>b<\/p><\/body>/);
  });

  it.each([
    ['without the tag', '', 'has 0 analytics tags'],
    ['with two tags', tag + tag, 'has 2 analytics tags'],
    ['with a script of a host', `${tag}<script src="https://a.org/b.js"></script>`, 'https://a.org/b.js'],
    ['with a style sheet of a host', `${tag}<link rel="stylesheet" href='//a.org/b.css'>`, '//a.org/b.css'],
    ['with an image of a host', `${tag}<img alt="" src=http://a.org/b.png>`, 'http://a.org/b.png'],
    ['with a style that imports', `${tag}<style>@import "https://a.org/b.css";</style>`, 'https://a.org/b.css'],
    ['with a style that loads a font', `${tag}<style>a{src:url(https://a.org/b.woff)}</style>`, 'https://a.org/b.woff'],
    ['with a script that fetches', `${tag}<script>fetch("https://a.org/b")</script>`, 'https://a.org/b'],
    ['with an embedded script that imports', tag + script('import("https://a.org/b.js")'), 'https://a.org/b.js'],
    ['with an embedded script that adds an image', tag + script('i.src="https://a.org/b"'), 'https://a.org/b'],
    ['with analytics in another form', `${tag}<p data-tag="https://www.google-analytics.com/x">`, 'google-analytics'],
  ])('refuses a page %s', (_, body, said) => {
    expect(() => makeOffline(page(body))).toThrow(said);
  });

  it('leaves links that a reader may click', () => {
    const link = '<a href="https://allurereport.org">Allure</a><svg xmlns="http://www.w3.org/2000/svg"></svg>';
    expect(makeOffline(page(link + tag))).toContain(link);
  });
});
