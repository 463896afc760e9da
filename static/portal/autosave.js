// Long forms save each group of fields as it is left: <form data-autosave="URL"> with a <p class="saved">.
// The server answers {saved: "14:03", version: 3}, 409 with {changes: {label: [then, now]}}, or 400 with {errors: {field: [..]}}.
// What could not be sent is kept in this browser and said so; nothing typed is lost.

const WAIT = 1200;

for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);

function watch(form) {
  const line = form.querySelector(".saved");
  const store = `autosave:${location.pathname}:${form.dataset.autosave}`;
  let timer = 0;
  let sending = false;
  let again = false;
  restore();

  form.addEventListener("input", () => { window.clearTimeout(timer); timer = window.setTimeout(save, WAIT); });
  form.addEventListener("change", save);
  window.addEventListener("online", () => { if (localStorage.getItem(store)) save(); });

  function facts() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  async function save() {
    window.clearTimeout(timer);
    if (sending) { again = true; return; }
    sending = true;
    const data = facts();
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: data, headers: { Accept: "application/json", "X-Autosave": "1" }, credentials: "same-origin",
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) done(told); else refused(answer.status, told, data);
    } catch {
      keep(data);
    }
    sending = false;
    if (again) { again = false; save(); }
  }

  function done(told) {
    const version = form.querySelector("[name=version]");
    if (version && told.version) version.value = told.version;
    localStorage.removeItem(store);
    mark([]);
    say("saved", `${form.dataset.savedWord || "已保存"} ${told.saved || ""}`);
    document.dispatchEvent(new CustomEvent("portal:saved", { detail: told }));
  }

  function refused(status, told, data) {
    if (status === 409) {
      keep(data, true);
      const lines = Object.entries(told.changes || {}).map(([label, [then, now]]) => `${label}：${then} → ${now}`);
      say("stale", `${form.dataset.staleWord || "另一处已修改，本页未保存"}：${lines.join("；")}`);
    } else if (status === 400) {
      mark(Object.entries(told.errors || {}));
      say("failed", form.dataset.faultWord || "有内容需要改正，未保存");
    } else {
      keep(data);
    }
  }

  function keep(data, quiet) {
    localStorage.setItem(store, JSON.stringify([...data].filter(([name]) => name !== "csrfmiddlewaretoken")));
    if (!quiet) say("failed", form.dataset.offlineWord || "暂时无法保存，内容已留在本机，恢复后自动保存");
  }

  function restore() {
    const kept = localStorage.getItem(store);
    if (!kept) return;
    for (const [name, value] of JSON.parse(kept)) {
      const field = form.elements.namedItem(name);
      if (field && "value" in field && name !== "version") field.value = value;
    }
    say("failed", form.dataset.restoredWord || "已恢复上次未保存的内容");
  }

  function mark(faults) {
    form.querySelectorAll("[data-autosave-error]").forEach((node) => node.remove());
    for (const [name, words] of faults) {
      const field = form.elements.namedItem(name);
      if (!field || !field.closest) continue;
      const node = document.createElement("p");
      node.className = "field-error";
      node.dataset.autosaveError = name;
      node.textContent = words.join("；");
      (field.closest(".field") || field.parentElement).append(node);
    }
  }

  function say(state, words) {
    if (!line) return;
    line.dataset.state = state;
    line.textContent = words;
  }
}
