// What every page does: one click is one deed, last words are confirmed, long forms save themselves.
import "./autosave.js";

// A form that was sent is not sent again; the key inside it would give the same receipt anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.sent === "yes") {
    if (form.dataset.sent === "yes") event.preventDefault();
    return;
  }
  if (form.dataset.confirm && form.dataset.confirmed !== "yes") {
    event.preventDefault();
    ask(form, event.submitter);
    return;
  }
  form.dataset.sent = "yes";
  window.setTimeout(() => { delete form.dataset.sent; }, 8000);
});

// The browser's back button may show a page that was already sent: open it for a new deed.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

function ask(form, submitter) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  text.textContent = form.dataset.confirm;
  const buttons = document.createElement("div");
  buttons.className = "dialog-buttons";
  const no = document.createElement("button");
  no.type = "button";
  no.className = "btn btn-quiet";
  no.textContent = form.dataset.confirmNo || "返回";
  const yes = document.createElement("button");
  yes.type = "button";
  yes.className = "btn btn-primary";
  yes.textContent = form.dataset.confirmYes || "确认办理";
  buttons.append(no, yes);
  dialog.append(text, buttons);
  document.body.append(dialog);
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  yes.addEventListener("click", () => {
    form.dataset.confirmed = "yes";
    dialog.close();
    form.requestSubmit(submitter || undefined);
    delete form.dataset.confirmed;
  });
  dialog.showModal();
  yes.focus();
}

// A refusal (409) or a fault in the input (400, 422) is shown where the answer was wanted.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
