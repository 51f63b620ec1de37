// Keys of every page, from what the page says of itself: nothing here knows a page.
//   data-key="x"      this key clicks it, or focuses it if it is a field to type in
//   data-chord="Alt+1" the same with a modifier, also while typing
//   [data-rows]       j and k move aria-current over its [data-row] children, Enter opens the row's first link
// While an input method composes, every key is its own (isComposing, and 229 for older browsers).
(() => {
  "use strict";
  const typing = (target) => target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
  const composes = (event) => event.isComposing || event.keyCode === 229;
  const seen = (element) => element.offsetParent !== null || element.getClientRects().length > 0;
  const first = (selector) => [...document.querySelectorAll(selector)].find((one) => seen(one) && !one.disabled);

  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")].filter(seen);
  const current = (all) => all.findIndex((one) => one.getAttribute("aria-current") === "true");
  const move = (step) => {
    const all = rows();
    if (!all.length) return false;
    const from = current(all);
    const to = Math.min(Math.max(from < 0 ? (step > 0 ? 0 : all.length - 1) : from + step, 0), all.length - 1);
    if (from >= 0) all[from].removeAttribute("aria-current");
    all[to].setAttribute("aria-current", "true");
    all[to].scrollIntoView({ block: "nearest" });
    return true;
  };
  const open = () => {
    const all = rows();
    const at = current(all);
    const link = at >= 0 && (all[at].querySelector("a[data-open]") || all[at].querySelector("a, button"));
    if (link) link.click();
    return Boolean(link);
  };
  const press = (element) => {
    if (typing(element) && element.type !== "file") { element.focus(); element.select?.(); } else { element.focus(); element.click(); }
  };

  document.addEventListener("keydown", (event) => {
    if (composes(event)) return;
    const chord = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.key].filter(Boolean).join("+");
    if (event.ctrlKey || event.altKey) {
      const element = first(`[data-chord="${CSS.escape(chord)}"]`);
      if (element) { event.preventDefault(); press(element); }
      return;
    }
    if (event.metaKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "?") { location.assign(document.querySelector("a[href$='/keys/']")?.href ?? location.href); return; }
    const onControl = event.target.matches("a, button, summary, input");
    const element = first(`[data-key="${CSS.escape(event.key)}"]`);
    if (element && !(event.key === "Enter" && (onControl || current(rows()) >= 0))) { event.preventDefault(); press(element); return; }
    if (event.key === "j" ? move(1) : event.key === "k" ? move(-1) : event.key === "Enter" && !onControl && open()) event.preventDefault();
  });

  // A search as you type must not run on half-composed characters: htmx asks with data-ime held back.
  document.addEventListener("compositionstart", (event) => { event.target.dataset.ime = "1"; });
  document.addEventListener("compositionend", (event) => {
    delete event.target.dataset.ime;
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("htmx:before:request", (event) => {
    const source = event.detail?.ctx?.sourceElement ?? event.target;
    if (source?.dataset?.ime || source?.querySelector?.("[data-ime]")) event.preventDefault();
  });

  // Who types before the scripts are there, over a slow line, is heard once all of them are. What a browser puts back into
  // a page that one comes back to was heard before.
  const hear = () => {
    const field = document.activeElement;
    const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    if (!isBack && field?.matches("input, textarea") && field.value !== field.defaultValue && !field.dataset.ime) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  document.addEventListener("DOMContentLoaded", () => setTimeout(hear));

  // A form is sent once by one button: a double click is one act (the transaction id guards the rest). Another button of
  // the form still works, for the first may have given a file, and the page stands as it was.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const by = `by ${event.submitter?.name ?? ""} ${event.submitter?.value ?? ""}`;
    if (form.dataset.sent === by) { event.preventDefault(); return; }
    form.dataset.sent = by;
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((one) => delete one.dataset.sent));
})();
