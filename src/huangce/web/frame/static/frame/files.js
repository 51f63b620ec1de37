// A browser writes its own words, in its own language, into a field for a file. Here a button and words of the page stand
// in front of it; the field itself lies over them, so that keys, clicks and dropped files still reach it.
(() => {
  "use strict";
  const { chooseFile, noFile } = document.body.dataset;
  const piece = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });
  for (const input of document.querySelectorAll("input[type=file]")) {
    const face = piece("file", "");
    const said = piece("file__said", "");
    const tell = () => { said.textContent = [...input.files].map((one) => one.name).join(" ") || noFile; };
    input.before(face);
    face.append(input, piece("button", chooseFile), said);
    input.addEventListener("change", tell);
    addEventListener("pageshow", tell);
    tell();
  }
})();
