/** The style of evidence pages, for light and dark screens and for paper. Colors have a contrast of at least 4.5 to 1. */
export const PAGE_STYLE = `
:root{--paper:#fff;--ink:#1b1e21;--muted:#5b6168;--rule:#d9dcdf;--wash:#f4f5f6;--link:#0068a3;
--confirmed:#00694f;--refuted:#a34400;--idle:#5b6168}
@media (prefers-color-scheme:dark){:root{--paper:#15181b;--ink:#eceef0;--muted:#a7adb4;--rule:#3a4046;--wash:#1e2226;--link:#7cc5f0;
--confirmed:#2fc79b;--refuted:#f08a45;--idle:#a7adb4}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1100px;padding:24px 16px 48px;overflow-wrap:break-word}
h1{font-size:1.9rem;line-height:1.2;margin:.1em 0 .3em;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 .6em;padding-top:1.6em}
p{max-width:44em;margin:0 0 1em}
a{color:var(--link)}
.kicker,.source{color:var(--muted);margin:0}
.tally{display:flex;flex-wrap:wrap;gap:8px 24px;list-style:none;margin:1em 0;padding:0}
.tally b{font-size:1.5rem;font-variant-numeric:tabular-nums}
.confirmed{color:var(--confirmed)}.refuted{color:var(--refuted)}.not-triggered{color:var(--idle)}
nav ol{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;margin:0;padding:10px 0;border-block:1px solid var(--rule)}
figure{margin:1.2em 0 1.8em}
figcaption{color:var(--muted);font-size:.92rem;max-width:48em;margin-top:.4em}
details summary{cursor:pointer;color:var(--link);width:fit-content;padding:2px 0}
pre{background:var(--wash);color:var(--ink);border:1px solid var(--rule);border-radius:4px;padding:8px 10px;overflow-x:auto;font-size:.85rem;margin:.5em 0;white-space:pre-wrap}
svg{display:block;max-width:100%;height:auto}
.drawing{position:relative}
.narrow{display:none}
@media (max-width:759px){.wide{display:none}.narrow{display:block}h1{font-size:1.5rem}}
.frames{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,328px),1fr));gap:16px}
.frame p{margin:0;color:var(--muted);font-variant-numeric:tabular-nums}
.frames .wide{display:none}.frames .narrow{display:block}
.frames.scrubbed{display:block}.frames.scrubbed .frame[hidden]{display:none}
.frames.scrubbed .wide,.frames.scrubbed .narrow{display:revert}
@media (max-width:759px){.frames.scrubbed .wide{display:none}}
@media (min-width:760px){.frames.scrubbed .narrow{display:none}}
.scrubber{display:flex;align-items:center;gap:12px;margin:.3em 0}
.scrubber input{flex:1;max-width:560px;accent-color:var(--link)}
.scrubber output{font-variant-numeric:tabular-nums;min-width:9em}
.toggles{display:flex;flex-wrap:wrap;gap:2px 16px;border:0;margin:.2em 0;padding:0;font-size:.9rem}
.toggles legend{float:left;margin-right:12px;padding:0;color:var(--muted)}
.toggles input{accent-color:var(--link)}
.cross{position:absolute;pointer-events:none;width:1px;background:var(--muted)}
.values{position:absolute;pointer-events:none;z-index:2;background:var(--paper);border:1px solid var(--rule);border-radius:4px;padding:5px 9px;font-size:.82rem;line-height:1.45;box-shadow:0 2px 8px #0003;font-variant-numeric:tabular-nums;max-width:280px}
.values b{font-weight:600}
.drawing:focus-visible,pre:focus-visible,.table:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.zoom{font:inherit;font-size:.85rem;color:var(--link);background:none;border:1px solid var(--rule);border-radius:4px;padding:3px 10px;cursor:pointer;margin:.3em .4em .3em 0}
dialog{width:96vw;max-width:none;height:94vh;max-height:none;border:1px solid var(--rule);border-radius:6px;background:var(--paper);color:var(--ink);padding:10px}
dialog::backdrop{background:#000a}
.stage{overflow:auto;height:calc(100% - 44px)}
.stage svg{max-width:none}
.table{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:left;vertical-align:top;padding:9px 14px 9px 0;border-bottom:1px solid var(--rule);font-weight:400}
thead th{color:var(--muted);font-size:.85rem}
tbody th{min-width:15em;width:46%}
td{font-variant-numeric:tabular-nums;min-width:6.5em}
code{overflow-wrap:anywhere}
.where,.moved{color:var(--muted);font-size:.85rem}
.where::before{content:"· "}
.moved{display:block}
.outcome{font-weight:600;white-space:nowrap}
footer{margin-top:3em;border-top:1px solid var(--rule);padding-top:1em;color:var(--muted);font-size:.9rem}
@media (max-width:759px){thead{position:absolute;clip-path:inset(50%)}tr,td,tbody th{display:block;width:auto}tr{border-bottom:1px solid var(--rule);padding:8px 0}
td,tbody th{border:0;padding:2px 0}td::before{content:attr(data-head) ": ";color:var(--muted)}}
@media print{:root{--paper:#fff;--ink:#000;--muted:#444;--rule:#bbb;--wash:#f4f5f6;--link:#000}
body{max-width:none;padding:0;font-size:10.5pt}nav,.zoom,.toggles,.scrubber,.cross,.values,summary{display:none}
figure,tr{break-inside:avoid}h2{break-after:avoid}.frames.scrubbed .frame[hidden]{display:none}.table{overflow:visible}}
`;
