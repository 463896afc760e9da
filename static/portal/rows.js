// Rows that grow: <div data-rows="PREFIX"> with a <template>, and a button [data-add-row="PREFIX"]; uploads show progress.
for (const button of document.querySelectorAll("[data-add-row]")) {
  button.addEventListener("click", () => {
    const prefix = button.dataset.addRow;
    const rows = document.querySelector(`[data-rows="${prefix}"]`);
    const total = document.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
    const holder = document.createElement("div");
    holder.innerHTML = rows.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    const row = holder.firstElementChild;
    rows.insertBefore(row, rows.querySelector("template"));
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    const bar = form.querySelector("progress");
    if (!bar || !window.XMLHttpRequest) return;
    event.preventDefault();
    bar.hidden = false;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) bar.value = (step.loaded / step.total) * 100;
    });
    request.addEventListener("load", () => {
      if (request.status < 400) { window.location.assign(request.responseURL || window.location.href); return; }
      document.documentElement.innerHTML = new DOMParser().parseFromString(request.responseText, "text/html").documentElement.innerHTML;
    });
    request.addEventListener("error", () => form.submit());
    request.send(new FormData(form));
  });
}
