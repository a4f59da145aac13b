/** The style sheet of a report: no fonts, images or scripts from anywhere, light and dark, and for paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --wash: #f5f7f9; --ink: #16202a; --muted: #5a6673; --rule: #dfe4ea;
  --alarm: #b3261e; --alarm-wash: #fdefed; --warning: #8a5a00; --warning-wash: #fdf5e3;
  --good: #17703f; --good-wash: #edf7f1; --neutral: #44515e; --neutral-wash: #f1f4f7;
  --s0: #1f5fbf; --s1: #8338b8; --s2: #00757a; --s3: #a3560b; --learn: #c9d2dc;
  --h0: #e9eef3; --h1: #f9dfb9; --h2: #f2b06b; --h3: #dd6b33; --h4: #a32018;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12171d; --wash: #1a2129; --ink: #e4e9ee; --muted: #9aa7b4; --rule: #2d3742;
    --alarm: #ff8a7d; --alarm-wash: #351b1a; --warning: #f0bd5c; --warning-wash: #31270f;
    --good: #6fd39b; --good-wash: #14291f; --neutral: #b6c1cc; --neutral-wash: #1d252e;
    --s0: #7db2ff; --s1: #d09bff; --s2: #53cfd4; --s3: #f3ae63; --learn: #3a4653;
    --h0: #212a34; --h1: #4a3a22; --h2: #855a24; --h3: #cc6f2e; --h4: #ff8a63;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; }
main, .page-head, .page-foot { max-width: 1060px; margin: 0 auto; padding: 0 24px; }
.page-head { padding-top: 32px; }
.page-foot { padding-top: 16px; padding-bottom: 48px; color: var(--muted); font-size: 14px; }
h1 { font-size: 30px; line-height: 1.2; margin: 4px 0; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 20px; line-height: 1.3; margin: 0 0 8px; }
h3 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 0 0 12px; max-width: 76ch; }
a { color: inherit; text-underline-offset: 2px; }
.kicker, .muted, .page-head p { color: var(--muted); }
.kicker { font-size: 13px; letter-spacing: 0.06em; text-transform: uppercase; margin: 0; }
.page-head p { margin: 0; overflow-wrap: anywhere; }
main > section { margin: 40px 0 0; }
.verdict { border-left: 6px solid var(--tone); background: var(--tone-wash); padding: 20px 24px; border-radius: 4px; margin-top: 24px !important; }
.alarm-tone { --tone: var(--alarm); --tone-wash: var(--alarm-wash); }
.warning-tone { --tone: var(--warning); --tone-wash: var(--warning-wash); }
.good-tone { --tone: var(--good); --tone-wash: var(--good-wash); }
.neutral-tone { --tone: var(--neutral); --tone-wash: var(--neutral-wash); }
.verdict h2 { font-size: 26px; color: var(--tone); margin: 0 0 4px; }
.verdict > p { font-size: 18px; margin: 0; max-width: none; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 16px 24px; margin: 20px 0 0; }
.tiles dt { color: var(--muted); font-size: 14px; }
.tiles dd { margin: 0; }
.tiles .value { font-weight: 650; font-size: 18px; line-height: 1.3; }
.tiles .note { font-size: 14px; line-height: 1.45; margin: 4px 0 0; overflow-wrap: anywhere; }
.notice { border-left: 4px solid var(--warning); background: var(--warning-wash); padding: 8px 16px; margin: 16px 0 0; max-width: none; }
.scroll { overflow-x: auto; margin-bottom: 16px; }
.newest-first-seen { direction: rtl; }
.newest-first-seen > svg { direction: ltr; }
.scroll:focus-visible, .alarm:focus-visible, summary:focus-visible { outline: 2px solid var(--s0); outline-offset: 2px; }
.scroll > svg.plot { min-width: 760px; }
svg.plot { display: block; width: 100%; height: auto; }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif; fill: var(--muted); font-variant-numeric: tabular-nums; }
.grid path { stroke: var(--rule); stroke-width: 1; fill: none; }
.axis path { stroke: var(--muted); fill: none; }
.threshold { stroke: var(--alarm); stroke-width: 1.5; stroke-dasharray: 7 4; fill: none; }
svg .threshold-label, svg .alarm-label { fill: var(--alarm); font-weight: 600; }
svg .threshold-label, svg .alarm-label, svg .began text { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.series polyline, path.series { fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.s0 { stroke: var(--s0); } .s1 { stroke: var(--s1); stroke-dasharray: 5 3; } .s2 { stroke: var(--s2); stroke-dasharray: 2 3; } .s3 { stroke: var(--s3); stroke-dasharray: 9 3 2 3; }
.learning { fill: url(#hatch); } .hatch { stroke: var(--learn); stroke-width: 2.5; }
.legend rect.learning { fill: var(--learn); }
.incident { fill: var(--alarm); fill-opacity: 0.11; }
.unwatched { fill: var(--warning); fill-opacity: 0.7; }
.epoch-line { stroke: var(--muted); stroke-width: 1; fill: none; }
svg .epoch-label { fill: var(--ink); font-weight: 600; }
.began-line { stroke: var(--ink); stroke-width: 1.25; stroke-dasharray: 2 3; fill: none; }
.began rect { fill: var(--ink); }
svg .began text { fill: var(--ink); }
.silence { stroke: var(--warning); stroke-width: 1.5; stroke-dasharray: 1 4; fill: none; }
.lost { stroke: var(--warning); stroke-width: 2; fill: none; }
.alarm-mark { fill: var(--alarm); stroke: var(--paper); stroke-width: 1.5; }
.hover { fill: transparent; }
.hover:hover { fill: var(--ink); fill-opacity: 0.08; }
.contents { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 20px 0 0; font-size: 14px; color: var(--muted); }
.contents a { padding: 4px 0; }
.overview { margin: 12px 0 16px; }
.overview svg { display: block; width: 100%; height: 48px; background: var(--wash); }
.overview figcaption { display: flex; justify-content: space-between; gap: 12px; font-size: 13px; color: var(--muted); }
.overview-evidence { fill: var(--s0); fill-opacity: 0.7; }
.overview-window { fill: none; stroke: var(--ink); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.overview .threshold { vector-effect: non-scaling-stroke; }
.heat { margin: 8px 0 16px; font-size: 14px; }
.heat-row, .heat-axis { display: grid; grid-template-columns: minmax(120px, 230px) 1fr 96px; gap: 0 10px; align-items: center; }
.heat-name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: right; }
.heat-row svg { display: block; width: 100%; height: 16px; }
.heat-row { margin: 0 0 2px; }
.heat-note { color: var(--muted); white-space: nowrap; }
.heat-line { fill: none; stroke: var(--ink); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.heat-axis { color: var(--muted); font-size: 13px; margin-top: 4px; }
.heat-axis .heat-times { grid-column: 2; display: flex; justify-content: space-between; gap: 8px; }
.answers { border: 1px solid var(--rule); border-radius: 4px; margin: 0 0 16px; break-inside: avoid; }
.answers h3 { margin: 0; padding: 8px 14px; background: var(--wash); font-size: 14px; }
.answers h3 span { font-weight: 400; color: var(--muted); }
.answers dl { margin: 0; padding: 8px 14px; }
.answers dl > div { display: grid; grid-template-columns: 1fr 300px; gap: 4px 16px; padding: 4px 0; align-items: center; }
.answers dt { overflow-wrap: anywhere; }
.answers dd { margin: 0; display: flex; gap: 10px; align-items: center; font-size: 14px; }
.pair { flex: 1; background: var(--h0); }
.pair i { display: block; height: 6px; min-width: 1px; }
.pair i.was { background: var(--good); } .pair i.is { background: var(--alarm); margin-top: 1px; }
.example .seen { margin: 0; padding: 6px 14px 0; font-size: 14px; color: var(--muted); max-width: none; }
.h0 { fill: var(--h0); } .h1 { fill: var(--h1); } .h2 { fill: var(--h2); } .h3 { fill: var(--h3); } .h4 { fill: var(--h4); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 8px 0; font-size: 14px; color: var(--muted); }
.legend svg { width: 24px; height: 12px; margin-right: 6px; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 20px 24px; margin: 16px 0; }
.panel { margin: 0; break-inside: avoid; }
.panel figcaption { font-size: 14px; line-height: 1.4; min-height: 40px; overflow-wrap: anywhere; }
.panel figcaption b { display: block; font-weight: 600; }
.panel figcaption span { color: var(--muted); }
.panel svg { width: 100%; height: auto; display: block; }
.rate path { stroke: var(--s0); stroke-width: 1.5; } .rate circle { fill: var(--s0); }
.rate.changed path { stroke: var(--alarm); } .rate.changed circle { fill: var(--alarm); }
.bar { fill: var(--s0); fill-opacity: 0.55; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
caption { text-align: left; color: var(--muted); padding: 0 0 6px; }
th, td { text-align: left; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { font-weight: 600; white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; }
td code, .wrap { overflow-wrap: break-word; }
.wrap { display: inline-block; max-width: 48ch; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.nowrap { white-space: nowrap; }
.tag { color: var(--tone); font-weight: 600; white-space: nowrap; }
.meter { display: inline-block; vertical-align: middle; width: 120px; height: 8px; background: var(--h0); margin-right: 8px; }
.meter i { display: block; height: 100%; background: var(--s0); }
.meter.significant i { background: var(--alarm); }
.example { border: 1px solid var(--rule); border-radius: 4px; margin: 0 0 16px; break-inside: avoid; }
.example h3 { margin: 0; padding: 8px 14px; background: var(--wash); font-size: 14px; }
.example dl { margin: 0; padding: 8px 14px; display: grid; grid-template-columns: 60px 1fr; gap: 6px 12px; }
.example dt { color: var(--muted); font-size: 14px; }
.example dd { margin: 0; }
.example pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.shared { color: var(--muted); }
mark { color: inherit; background: none; text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; text-decoration-skip-ink: none; }
mark.was { text-decoration-color: var(--good); background: var(--good-wash); }
mark.is { text-decoration-color: var(--alarm); background: var(--alarm-wash); }
details { margin: 12px 0; }
summary { cursor: pointer; font-size: 14px; color: var(--muted); }
@media (max-width: 600px) {
  main, .page-head, .page-foot { padding-left: 16px; padding-right: 16px; }
  .verdict { padding: 16px; }
  .example dl { grid-template-columns: 1fr; gap: 0; }
  .heat-row { grid-template-columns: 1fr auto; margin: 0 0 8px; }
  .heat-name { text-align: left; grid-row: 1; } .heat-note { grid-row: 1; grid-column: 2; } .heat-row svg { grid-row: 2; grid-column: 1 / -1; }
  .heat-axis { display: block; }
  .answers dl > div { grid-template-columns: 1fr; }
  .overview figcaption { flex-wrap: wrap; }
  .meter { width: 48px; }
  th, td { padding-right: 10px; }
  th, td.number, th.number { white-space: normal; }
}
@media print {
  :root {
    --paper: #ffffff; --wash: #f5f7f9; --ink: #000000; --muted: #444444; --rule: #cccccc;
    --alarm: #a3160f; --alarm-wash: #ffffff; --warning: #6b4500; --warning-wash: #ffffff;
    --good: #0f5a30; --good-wash: #ffffff; --neutral: #333333; --neutral-wash: #ffffff;
    --s0: #1f5fbf; --s1: #8338b8; --s2: #00757a; --s3: #a3560b; --learn: #c9d2dc;
    --h0: #e9eef3; --h1: #f9dfb9; --h2: #f2b06b; --h3: #dd6b33; --h4: #a32018;
  }
  body { font-size: 11pt; }
  main, .page-head, .page-foot { max-width: none; padding: 0; }
  .scroll { overflow: visible; }
  .scroll > svg.plot { min-width: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, figcaption { break-after: avoid; }
  tr, .verdict, .example { break-inside: avoid; }
  .hover { display: none; }
}
`;
