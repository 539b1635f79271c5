// 页面之间共用的少量脚本；没有脚本时页面仍可使用。
"use strict";
(function () {
  // 标出当前所在的页签
  const here = window.location.pathname;
  let best = null;
  for (const link of document.querySelectorAll(".hp-tabs a, .navbar-nav a.nav-link")) {
    const path = new URL(link.href).pathname;
    if (link.closest(".hp-tabs") && (here === path || (here.startsWith(path) && !link.hasAttribute("data-only") && (!best || path.length > new URL(best.href).pathname.length)))) best = link;
  }
  if (best) best.setAttribute("aria-current", "page");
  // 手机上展开的主菜单，按Esc收起，焦点回到按钮
  document.addEventListener("keydown", (event) => {
    const button = event.key === "Escape" && document.querySelector(".navbar-toggler[aria-expanded=true]");
    if (button && !document.querySelector(".dropdown-menu.show")) { button.click(); button.focus(); }
  });
  // 提交过的表单不重复提交
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent === "yes") { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent; });
})();
