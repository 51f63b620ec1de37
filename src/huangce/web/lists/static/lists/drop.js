// A file may be dropped anywhere on the form: it is chosen, and the form is sent by its button.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-drop]")) {
    const input = form.querySelector("input[type=file]");
    const over = (on) => form.toggleAttribute("data-over", on);
    form.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
    form.addEventListener("dragleave", () => over(false));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change"));
      form.querySelector("button").focus();
    });
  }
})();
