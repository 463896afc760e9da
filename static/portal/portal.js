// What every page does: one click is one deed, last words are confirmed, files show how far they are.
import { watchAll } from "./autosave.js";

const words = document.body.dataset;

// A form that was sent is not sent again; the key inside it would give the same receipt anyway. Asked first, before htmx.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent === "yes") {
    stop(event);
  } else if (form.dataset.confirm && form.dataset.confirmed !== "yes") {
    stop(event);
    ask(form, event.submitter);
  } else {
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    window.setTimeout(() => free(form), 8000);
  }
}, true);

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function free(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

// The browser's back button may show a page that was already sent: open it for a new deed.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) free(form);
});

function ask(form, submitter) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  text.id = "asked";
  text.textContent = form.dataset.confirm;
  dialog.setAttribute("aria-labelledby", "asked");
  const buttons = document.createElement("div");
  buttons.className = "dialog-buttons";
  const no = button("btn btn-quiet", form.dataset.confirmNo || words.wordsBack);
  const yes = button("btn btn-primary", form.dataset.confirmYes || words.wordsConfirm);
  buttons.append(no, yes);
  dialog.append(text, buttons);
  document.body.append(dialog);
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); submitter?.focus(); });
  yes.addEventListener("click", () => {
    form.dataset.confirmed = "yes";
    dialog.close();
    form.requestSubmit(submitter || undefined);
    delete form.dataset.confirmed;
  });
  dialog.showModal();
  no.focus();
}

function button(look, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.textContent = label;
  return made;
}

// Forms with files go through htmx, which knows how far they are. Without scripts they go all the same.
prepare(document.body);
document.addEventListener("htmx:load", (event) => {
  prepare(event.detail.elt).forEach((form) => window.htmx.process(form));
  watchAll(event.detail.elt);
});
function prepare(part) {
  const found = [...part.querySelectorAll('form[enctype="multipart/form-data"]:not([hx-encoding])')];
  for (const form of found) {
    form.setAttribute("hx-boost", "true");
    form.setAttribute("hx-encoding", "multipart/form-data");
  }
  return found;
}
document.addEventListener("htmx:xhr:progress", (event) => {
  const { loaded, total, lengthComputable } = event.detail;
  const form = event.target.closest?.('form[enctype="multipart/form-data"]');
  if (!form || !lengthComputable) return;
  let line = form.querySelector(".upload");
  if (!line) {
    line = document.createElement("p");
    line.className = "upload";
    line.setAttribute("role", "status");
    const bar = document.createElement("progress");
    bar.className = "progress-line";
    line.append(document.createElement("span"), bar);
    form.append(line);
  }
  const percent = Math.floor((loaded / total) * 100);
  line.querySelector("progress").max = total;
  line.querySelector("progress").value = loaded;
  line.querySelector("span").textContent = `${words.wordsUploading} ${percent}%`;
});

// A refusal (409) or a fault in the input is shown where the answer was wanted.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 409, 413, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    if (event.detail.boosted) event.detail.selectOverride = "body";
  }
});
document.addEventListener("htmx:responseError", (event) => {
  const { boosted, requestConfig, pathInfo } = event.detail;
  if (boosted && requestConfig.verb === "get") window.location.assign(pathInfo.finalRequestPath);
  else tell(words.wordsError);
});
document.addEventListener("htmx:sendError", () => tell(words.wordsFailed));
// A security key that was pulled out, is not the one enrolled, or was not touched in time.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  tell(words.wordsKey);
});

function tell(text) {
  document.querySelector("[data-told]")?.remove();
  const line = document.createElement("div");
  line.className = "notice notice-error";
  line.dataset.told = "yes";
  line.setAttribute("role", "alert");
  line.textContent = text;
  document.querySelector("main").prepend(line);
  line.scrollIntoView({ block: "nearest" });
}

// On a narrow screen the filter is folded away; "/" leads to the search box.
fold();
document.addEventListener("htmx:afterSettle", fold);
function fold() {
  if (window.matchMedia("(max-width: 60rem)").matches) {
    document.querySelectorAll("details.fold[open]").forEach((part) => { part.open = false; });
  }
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("input[type=search]");
  if (box) {
    event.preventDefault();
    box.focus();
  }
});
