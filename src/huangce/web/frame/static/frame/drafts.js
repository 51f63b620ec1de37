// Keeps what is typed into <form data-draft> on the server: two seconds after the last key, and when the page is left.
// The form says where, and in which words it is told that this did not succeed (draft_attributes.html); its fields
// draft_form and draft_title go with it. Where the session ended, a button sends what is typed to where the password is
// asked for, which holds it: nothing is lost, and nothing is recorded.
(() => {
  "use strict";
  const say = (form, lost, ...said) => {
    const place = form.querySelector("[data-draft-said]");
    if (place) { place.replaceChildren(...said); place.toggleAttribute("data-lost", lost); }
  };
  const toSignIn = (form) => {
    const button = document.createElement("button");
    button.className = "button";
    button.formAction = form.dataset.draft;
    button.formNoValidate = true;
    button.textContent = form.dataset.draftSignIn;
    return button;
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
        if (answer.ok) { say(form, false, (await answer.text()).trim()); return; }
        changed = true;
        if (answer.status !== 401) say(form, true, form.dataset.draftRefused);
        else if (!form.querySelector("[data-draft-said] button")) say(form, true, form.dataset.draftEnded, " ", toSignIn(form));   // who is pressing it still may
      } catch {
        changed = true;
        say(form, true, form.dataset.draftLost);
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
    addEventListener("focus", () => keep(false));   // who signed in at another window comes back
  }
})();
