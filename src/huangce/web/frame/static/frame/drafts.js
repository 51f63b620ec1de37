// Keeps what is typed into <form data-draft> on the server: two seconds after the last key, and when the page is left.
// The form names where: data-draft="/drafts/keep/"; its fields draft_form and draft_title go with it.
(() => {
  "use strict";
  const say = (form, text, lost) => {
    const place = form.querySelector("[data-draft-said]");
    if (place) { place.textContent = text; place.toggleAttribute("data-lost", lost); }
  };
  for (const form of document.querySelectorAll("form[data-draft]")) {
    let waiting = null;
    let changed = false;
    const keep = async (leaving) => {
      clearTimeout(waiting);
      waiting = null;
      if (!changed || form.dataset.sent) return;
      changed = false;
      try {
        const typed = new FormData(form);
        for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);   // no draft of a file
        const answer = await fetch(form.dataset.draft, { method: "POST", body: typed, keepalive: leaving, headers: { "HX-Request": "true" } });
        if (answer.ok) say(form, (await answer.text()).trim(), false); else throw new Error(String(answer.status));
      } catch {
        changed = true;
        say(form, form.dataset.draftLost, true);
        if (!leaving) waiting = setTimeout(keep, 5000);
      }
    };
    form.addEventListener("input", (event) => {
      if (event.target.closest("[data-no-draft]")) return;
      changed = true;
      clearTimeout(waiting);
      waiting = setTimeout(keep, 2000);
    });
    addEventListener("pagehide", () => keep(true));
    addEventListener("online", () => keep(false));
  }
})();
