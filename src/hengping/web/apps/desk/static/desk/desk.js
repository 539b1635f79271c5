// 评分页的按键：j、k 换项，数字给分，回车到理由再提交。没有脚本时照常填写。
"use strict";
(function () {
  const form = document.querySelector("form[data-task]");
  if (!form) return;
  const marks = form.querySelector("[data-marks]");
  const reason = form.querySelector("[data-reason]");
  const levels = Array.from(form.querySelectorAll("input[type=radio]"));
  const rubric = Array.from(document.querySelectorAll("[data-points]"));
  const typing = (node) => node && (node.matches("input:not([type=radio]):not([type=checkbox]), textarea, select"));
  const go = (selector) => { const link = document.querySelector(selector); if (link) window.location.assign(link.href); };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = document.activeElement;
    if (event.key === "Escape" && typing(at)) { at.blur(); return; }
    if (event.key === "Enter" && at && form.contains(at) && at !== reason && at.type !== "submit") {
      // 没写理由时先去写理由，免得误提交
      if (reason && !reason.value.trim()) { event.preventDefault(); reason.focus(); }
      return;
    }
    if (typing(at)) return;
    if (event.key === "j") { go("a[data-after]"); return; }
    if (event.key === "k") { go("a[data-before]"); return; }
    if (event.key === "Enter" && reason && (!at || at === document.body || at.id === "content")) { event.preventDefault(); reason.focus(); return; }
    if (!/^[0-9]$/.test(event.key)) return;
    if (levels.length) {
      const chosen = levels[Number(event.key) - 1];
      if (chosen) { event.preventDefault(); chosen.checked = true; chosen.focus(); }
    } else if (marks && rubric.length) {
      const line = rubric[Number(event.key) - 1];
      if (line) { event.preventDefault(); marks.value = line.dataset.points; marks.focus(); }
    } else if (marks) {
      event.preventDefault();
      marks.value = event.key;
      marks.focus();
    }
  });
})();
