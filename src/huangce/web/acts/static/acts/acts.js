// The live check beside a form: half a second after the last change the server rehearses the act and reads it back.
// What is typed since is not read back yet, so the button beside it rests until it is.
(() => {
  "use strict";
  const form = document.querySelector("form[data-check]");
  const place = document.getElementById("readback");
  if (!form || !place) return;
  const slow = form.querySelector("[data-check-button]");
  form.querySelectorAll("[data-plain]").forEach((one) => one.remove());   // addresses are offered while they are typed
  let waiting = null;
  let asked = null;
  let isLost = false;

  const button = () => place.querySelector("button[value=record]");
  const rest = () => {
    if (button()) button().disabled = true;
    slow.hidden = false;
  };
  const say = (text) => {
    const note = document.createElement("p");
    note.className = "notice";
    note.dataset.tone = "doubt";
    note.textContent = text;
    place.replaceChildren(note);
  };
  const check = async () => {
    asked?.abort();
    isLost = false;
    asked = new AbortController();
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" }, signal: asked.signal });
      if (answer.status === 401) { say(form.dataset.checkEnded); return; }
      const text = await answer.text();
      if (!answer.ok && !text.trim()) throw new Error(String(answer.status));
      const read = new DOMParser().parseFromString(text, "text/html");
      place.replaceChildren(...read.body.childNodes);
      slow.hidden = Boolean(button());
    } catch (problem) {
      if (problem.name === "AbortError") return;
      isLost = true;
      say(form.dataset.checkLost);
    }
  };
  form.addEventListener("input", (event) => {
    rest();
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(check, 500);
  });
  form.addEventListener("compositionend", () => { waiting = setTimeout(check, 500); });
  addEventListener("online", () => { if (isLost) check(); });
  addEventListener("pageshow", (event) => { if (event.persisted || form.querySelector("[name=happened_on]")?.value) check(); });
})();
