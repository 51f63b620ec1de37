// A field beside which the server offers what can be chosen: an editable combobox with list autocomplete (WAI-ARIA 1.2,
// APG "Combobox With List Autocomplete"). Without scripts it is a field to type in. The page says
//   <input data-choices="LIST" hx-get="…" hx-target="#LIST"> and <span id="LIST" role="listbox" hidden>, in which stand
//   <span role="option" data-value="…">; htmx puts others there while somebody types.
// Choosing one writes its value into the field. While an input method composes, every key is its own.
(() => {
  "use strict";
  const fieldOf = (one) => (one instanceof HTMLInputElement && one.dataset.choices ? one : null);
  const listOf = (field) => document.getElementById(field.dataset.choices);
  const options = (field) => [...listOf(field).children];
  const pointed = (field) => options(field).find((one) => one.getAttribute("aria-selected") === "true");
  const isOpen = (field) => !listOf(field).hidden;
  const asking = new WeakSet();   // fields in which somebody types: what comes for them is shown
  const at = new WeakMap();       // the value that is pointed at, for the list may come anew meanwhile

  const point = (field, option) => {
    for (const one of options(field)) one.setAttribute("aria-selected", String(one === option));
    if (option) field.setAttribute("aria-activedescendant", option.id); else field.removeAttribute("aria-activedescendant");
    at.set(field, option?.dataset.value);
    option?.scrollIntoView({ block: "nearest" });
  };
  const show = (field, wanted) => {
    const list = listOf(field);
    const all = options(field);
    list.hidden = !wanted || !all.length || (all.length === 1 && all[0].dataset.value === field.value);
    field.setAttribute("aria-expanded", String(!list.hidden));
    all.forEach((one, number) => { one.id = `${list.id}-${number}`; });
    if (!list.hidden) list.scrollIntoView({ block: "nearest" });
    point(field, list.hidden ? null : all.find((one) => one.dataset.value === at.get(field)));
  };
  const close = (field) => { asking.delete(field); show(field, false); };
  const choose = (field, option) => {
    field.value = field.dataset.chosen = option.dataset.value;
    close(field);
    field.dispatchEvent(new Event("input", { bubbles: true }));   // what the page says of it, its draft and its check follow
  };
  const step = (field, by) => {
    if (!isOpen(field)) show(field, true);
    if (!isOpen(field)) return;
    const all = options(field);
    const from = all.indexOf(pointed(field));
    point(field, all[from < 0 && by < 0 ? all.length - 1 : (from + by + all.length) % all.length]);
  };

  // Each says whether the key was for the list; if not, it does what it does in any field.
  const KEYS = {
    ArrowDown: (field) => { step(field, 1); return true; },
    ArrowUp: (field) => { step(field, -1); return true; },
    "Alt+ArrowDown": (field) => { show(field, true); return true; },
    "Alt+ArrowUp": (field) => { close(field); return true; },
    Enter: (field) => {
      const option = pointed(field);
      if (option) choose(field, option); else close(field);
      return Boolean(option);
    },
    Tab: (field) => {
      const option = pointed(field);
      if (option) choose(field, option);
      return false;
    },
    Escape: (field) => {
      const was = isOpen(field);
      close(field);
      return was;
    },
  };

  addEventListener("keydown", (event) => {   // before the keys of the page
    const field = fieldOf(event.target);
    if (!field || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!KEYS[event.altKey ? `Alt+${event.key}` : event.key]?.(field)) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  addEventListener("input", (event) => {
    const field = fieldOf(event.target);
    if (!field || event.isComposing || field.value === field.dataset.chosen) return;
    delete field.dataset.chosen;
    point(field, null);
    asking.add(field);
  });
  addEventListener("focusout", (event) => { if (fieldOf(event.target)) close(event.target); });
  addEventListener("click", (event) => {
    const option = event.target.closest?.("[role=option][data-value]");
    if (option) choose(document.querySelector(`[data-choices="${CSS.escape(option.parentElement.id)}"]`), option);
    else if (fieldOf(event.target)) show(event.target, true);
  });
  // That a session ended is said where the form is sent or kept: to be led away in the middle would lose what is typed.
  addEventListener("htmx:before:response", (event) => {
    if (fieldOf(event.target) && event.detail.ctx.response.status === 401) event.preventDefault();
  });

  for (const field of document.querySelectorAll("input[data-choices]")) {
    const list = listOf(field);
    list.setAttribute("aria-label", field.labels[0]?.innerText ?? field.getAttribute("aria-label"));
    list.addEventListener("mousedown", (event) => event.preventDefault());   // the keyboard stays in the field
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");
    new MutationObserver(() => show(field, asking.has(field))).observe(list, { childList: true });
  }
})();
