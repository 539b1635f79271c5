// 点“第几行”时，把光标移到文本的那一行；点指标时，文本翻到该指标。
"use strict";
function hpShowLine(area, line) {
  area.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(area).lineHeight));
}
document.addEventListener("htmx:afterSettle", () => {
  const mark = document.getElementById("hp-at");
  const area = document.querySelector("textarea.hp-yaml");
  if (mark && area && Number(mark.dataset.hpAt)) { hpShowLine(area, Number(mark.dataset.hpAt)); mark.dataset.hpAt = "0"; }
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-hp-line]");
  const area = document.querySelector("textarea.hp-yaml");
  if (!button || !area) return;
  const lines = area.value.split("\n");
  const line = Math.min(Number(button.dataset.hpLine), lines.length);
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + lines[line - 1].length);
  hpShowLine(area, line);
});
