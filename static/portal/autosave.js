// Long forms save each group of fields as it is left: <form data-autosave="URL"> with a <p class="saved" role="status">.
// The server answers {saved: "14:03", version: 3}, 409 with {changes: {label: [then, now]}}, or 400 with {errors: {field: [..]}}.
// What could not be sent is kept in this browser and said so; nothing typed is lost, and nobody's work is overwritten.

const WAIT = 1200;
const words = document.body.dataset;

const watched = new WeakSet();

watchAll(document);

export function watchAll(part) {
  for (const form of part.querySelectorAll("form[data-autosave]")) {
    if (!watched.has(form)) watch(form);
    watched.add(form);
  }
}

function watch(form) {
  const line = form.querySelector(".saved");
  const store = `autosave:${location.pathname}:${form.dataset.autosave}`;
  let timer = 0;
  let sending = false;
  let again = false;
  let isStale = false;
  let flight = Promise.resolve();
  let known = byName(facts());
  restore();

  form.addEventListener("input", () => { window.clearTimeout(timer); timer = window.setTimeout(save, WAIT); });
  form.addEventListener("change", save);
  // Leaving a field saves it, and the click that left it may send the whole form: the one must have landed before the
  // other starts, or the form would meet its own save as somebody else's change.
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    again = false;
    if (!sending) return;
    event.preventDefault();
    event.stopPropagation();
    flight.then(() => { delete form.dataset.sent; form.requestSubmit(event.submitter); });
  });
  window.addEventListener("online", () => { if (localStorage.getItem(store)) save(); });

  function facts() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  function byName(entries) {
    const told = {};
    for (const [name, value] of entries) (told[name] ||= []).push(value);
    return told;
  }

  function save() {
    window.clearTimeout(timer);
    const data = facts();
    if (isStale) { keep(data, true); return; }
    if (sending) { again = true; return; }
    sending = true;
    flight = send(data);
  }

  async function send(data) {
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: data, headers: { Accept: "application/json", "X-Autosave": "1" }, credentials: "same-origin",
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) done(told, data); else refused(answer.status, told, data);
    } catch {
      keep(data, false);
    }
    sending = false;
    if (again) { again = false; save(); }
  }

  function done(told, data) {
    known = byName(data);
    const version = form.querySelector("[name=version]");
    if (version && told.version) version.value = told.version;
    localStorage.removeItem(store);
    mark([]);
    say("saved", `${words.wordsSaved} ${told.saved || ""}`);
    document.dispatchEvent(new CustomEvent("portal:saved", { detail: told }));
  }

  function refused(status, told, data) {
    if (status === 409) {
      isStale = true;
      keep(data, true);
      const lines = Object.entries(told.changes || {}).map(([label, [then, now]]) => `${label}：${then} → ${now}`);
      say("stale", [words.wordsStale, ...lines].join("；"));
    } else if (status === 400) {
      mark(Object.entries(told.errors || {}));
      say("failed", words.wordsFault);
    } else {
      keep(data, false);
    }
  }

  function keep(data, stale) {
    // Only what was typed here: put back over what somebody else saved meanwhile, it must not undo their part.
    const now = byName(data);
    const names = Object.keys({ ...known, ...now }).filter(
      (name) => !["csrfmiddlewaretoken", "once", "version"].includes(name) && String(known[name]) !== String(now[name]),
    );
    const entries = [...data].filter(([name]) => names.includes(name));
    localStorage.setItem(store, JSON.stringify({ stale, names, entries }));
    if (!stale) say("failed", words.wordsOffline);
  }

  // What waited for the network comes back by itself; what met somebody else's change only when asked for.
  function restore() {
    const kept = JSON.parse(localStorage.getItem(store) || "null");
    if (!kept || !kept.names) return;
    if (!kept.stale) { fill(kept); return; }
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn-quiet";
    again.textContent = words.wordsRestore;
    again.addEventListener("click", () => { fill(kept); again.remove(); save(); });
    line?.after(again);
  }

  function fill({ names, entries }) {
    const given = new Map();
    for (const [name, value] of entries) given.set(name, [...(given.get(name) || []), value]);
    for (const field of form.elements) {
      if (!names.includes(field.name) || field.type === "file") continue;
      const values = given.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) field.value = values.shift();
    }
    say("failed", words.wordsRestored);
  }

  function mark(faults) {
    form.querySelectorAll("[data-autosave-error]").forEach((node) => node.remove());
    form.querySelectorAll("[data-autosave-invalid]").forEach((field) => {
      field.removeAttribute("aria-invalid");
      delete field.dataset.autosaveInvalid;
    });
    for (const [name, faulty] of faults) {
      const field = form.elements.namedItem(name);
      if (!field || !field.closest) continue;
      field.setAttribute("aria-invalid", "true");
      field.dataset.autosaveInvalid = "yes";
      const node = document.createElement("p");
      node.className = "field-error";
      node.dataset.autosaveError = name;
      node.textContent = faulty.join("；");
      (field.closest(".field") || field.parentElement).append(node);
    }
  }

  function say(state, text) {
    if (!line) return;
    line.dataset.state = state;
    line.textContent = text;
  }
}
