#include "connector/render/report/report_style.h"

namespace estafeta::render {

// Quiet, printable on A4, readable without colours: a print has the same lines and patterns.
const std::string_view kPageStyle = R"css(
:root { --ink: #1c2430; --soft: #5b6675; --line: #c9d1db; --ground: #f4f6f9; --mark: #1f3f66; --bad: #9c1f1f; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 28px 24px 60px; max-width: 1080px; color: var(--ink); background: #fff;
  font: 14px/1.45 "Segoe UI", "Noto Sans", "Liberation Sans", "DejaVu Sans", Arial, sans-serif; }
h1 { margin: 0 0 2px; font-size: 25px; font-weight: 600; letter-spacing: -.01em; }
h2 { margin: 34px 0 10px; padding-bottom: 5px; font-size: 17px; font-weight: 600; border-bottom: 2px solid var(--mark); }
h3 { margin: 14px 0 4px; font-size: 13px; font-weight: 600; }
p { margin: 4px 0; }
.soft { color: var(--soft); }
a { color: var(--mark); text-decoration: none; border-bottom: 1px solid var(--line); }
a:hover, a:focus { border-bottom-color: var(--mark); }
.cards { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0 0; }
.card { flex: 1 1 200px; padding: 12px 16px; border: 1px solid var(--line); border-left: 5px solid var(--mark); }
.card .name { font-size: 13px; color: var(--soft); }
.card .big { font-size: 31px; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
.card .fine { font-size: 12.5px; color: var(--soft); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 12.5px; font-variant-numeric: tabular-nums; }
th { padding: 5px 6px; text-align: left; vertical-align: bottom; font-weight: 600; color: var(--soft);
  border-bottom: 1.5px solid var(--mark); }
td { padding: 5px 6px; vertical-align: top; border-bottom: 1px solid var(--line); }
th.n, td.n { text-align: right; }
td.n, .w { white-space: nowrap; }
td.subject { min-width: 150px; }
td.name { min-width: 8.2em; }
.figures table { font-size: 12px; }
.figures th, .figures td { padding-left: 4px; padding-right: 4px; }
tr.total td { font-weight: 600; border-bottom: 0; background: var(--ground); }
tr.detail td { padding-top: 0; color: var(--soft); font-size: 12px; }
tr.first td { border-bottom: 0; padding-bottom: 2px; }
.bad { color: var(--bad); font-weight: 600; }
figure { margin: 0; padding: 4px 0; }
.chart { width: 100%; max-width: 760px; height: auto; display: block; font-family: inherit; fill: var(--ink); }
.signed { margin-top: 16px; padding: 10px 14px; border: 1px solid var(--mark); background: var(--ground); }
.lists { font-size: 12px; }
.lists p { margin: 0 0 6px; line-height: 1.7; }
ul { margin: 4px 0; padding-left: 20px; }
@page { size: A4; margin: 14mm 13mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  h1 { font-size: 18pt; } h2 { margin-top: 20px; break-after: avoid; } h3 { break-after: avoid; }
  table { font-size: 7.6pt; } .figures table { font-size: 6.8pt; } th, td { padding: 3px 3px; } tr.detail td { font-size: 7.2pt; } thead { display: table-header-group; }
  td.subject { min-width: 0; }
  .figures th, .figures td { padding-left: 2px; padding-right: 2px; } .figures th { font-size: 6.2pt; }
  tr, figure, .card, .signed { break-inside: avoid; } tr.first { break-after: avoid; }
  a { color: inherit; border-bottom: 0; } .scroll { overflow: visible; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
)css";

}  // namespace estafeta::render
