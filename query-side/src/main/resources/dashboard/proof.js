"use strict";
/*
 * Verifies in this browser, with its own cryptography, that an event stands in the log: RFC 6962
 * and C2SP's tlog-proof, signed-note and tlog-checkpoint. The server only hands over bytes; each
 * step is shown with what was computed here. And it looks up what the log says of a person, whose
 * id goes into a header, because addresses are written into logs.
 */
(() => {
  const bytes = (text) => new TextEncoder().encode(text);
  const from64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const to64 = (array) => btoa(String.fromCharCode(...array));
  const sha256 = async (array) => new Uint8Array(await crypto.subtle.digest("SHA-256", array));

  function joined(...arrays) {
    const all = new Uint8Array(arrays.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of arrays) {
      all.set(one, at);
      at += one.length;
    }
    return all;
  }

  const LEAF = Uint8Array.of(0);
  const NODE = Uint8Array.of(1);

  class NotProven extends Error {}

  async function get(path, headers = {}) {
    const answer = await fetch(path, { headers, cache: "no-store" });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      throw new NotProven(problem.detail || `the server answers ${answer.status}`);
    }
    return answer;
  }

  function proof(text) {
    const blank = text.indexOf("\n\n");
    const lines = text.slice(0, blank).split("\n");
    const index = /^index (\d+)$/.exec(lines[1] ?? "");
    if (blank < 0 || lines[0] !== "c2sp.org/tlog-proof@v1" || !index) {
      throw new NotProven("the proof is not written as a proof is");
    }
    return { index: Number(index[1]), path: lines.slice(2).map(from64), note: text.slice(blank + 2) };
  }

  function checkpoint(note) {
    const blank = note.lastIndexOf("\n\n");
    const text = note.slice(0, blank + 1);
    const [origin, size, root] = text.split("\n");
    if (blank < 0 || !/^\d+$/.test(size ?? "")) throw new NotProven("the checkpoint cannot be read");
    const signatures = note
      .slice(blank + 2)
      .split("\n")
      .filter((line) => line.startsWith("\u2014 "))
      .map((line) => line.split(" "))
      .map(([, name, signature]) => ({ name, bytes: from64(signature) }));
    return { text, origin, size: Number(size), root: from64(root), signatures };
  }

  /** RFC 9162, 2.1.3.2. */
  async function rootOf(leaf, index, size, path) {
    if (index >= size) throw new NotProven("the entry lies behind the checkpoint");
    let fn = index;
    let sn = size - 1;
    let hash = leaf;
    for (const sibling of path) {
      if (sn === 0) throw new NotProven("the path is too long");
      if (fn % 2 === 1 || fn === sn) {
        hash = await sha256(joined(NODE, sibling, hash));
        while (fn % 2 === 0 && fn !== 0) {
          fn = Math.floor(fn / 2);
          sn = Math.floor(sn / 2);
        }
      } else {
        hash = await sha256(joined(NODE, hash, sibling));
      }
      fn = Math.floor(fn / 2);
      sn = Math.floor(sn / 2);
    }
    if (sn !== 0) throw new NotProven("the path is too short");
    return hash;
  }

  /** A key as C2SP writes it: name+id+type and 32 bytes. */
  async function key(text) {
    const [name, id, rest] = text.trim().split("\n")[0].split(/\+(.*?)\+(.*)/s);
    const all = from64(rest ?? "");
    const computed = (await sha256(joined(bytes(name + "\n"), all))).slice(0, 4);
    const hex = [...computed].map((one) => one.toString(16).padStart(2, "0")).join("");
    if (all[0] !== 1 || all.length !== 33 || hex !== id) {
      throw new NotProven("this is no Ed25519 key of a log");
    }
    const verifying = await crypto.subtle.importKey("raw", all.slice(1), "Ed25519", false, ["verify"]);
    return { name, id: computed, verifying };
  }

  async function requireSigned(at, trusted) {
    if (trusted.name !== at.origin) throw new NotProven(`the key is of ${trusted.name}`);
    const signature = at.signatures.find(
      (one) => one.name === trusted.name && to64(one.bytes.slice(0, 4)) === to64(trusted.id));
    const good =
      signature &&
      (await crypto.subtle.verify("Ed25519", trusted.verifying, signature.bytes.slice(4), bytes(at.text)));
    if (!good) throw new NotProven("this key has not signed the checkpoint");
  }

  async function verify(form, step) {
    const circle = encodeURIComponent(form.circle.value.trim());
    const version = encodeURIComponent(form.version.value.trim());
    const answer = await get(
      `/audit/log/leaf?circle=${circle}&version=${version}${form.ledger.checked ? "&ledger=true" : ""}`);
    const data = new Uint8Array(await answer.arrayBuffer());
    step(`The event as it is stored: ${data.length} bytes.`);
    const entry = await sha256(data);
    step("Its entry in the log, SHA-256 of these bytes", to64(entry));
    const leaf = await sha256(joined(LEAF, entry));
    step("The leaf of the tree, SHA-256 of a zero byte and the entry", to64(leaf));
    const shown = proof(await (await get(`/audit/log/proofs/${answer.headers.get("Log-Index")}`)).text());
    step(`The proof: entry ${shown.index}, and ${shown.path.length} hashes beside its way up.`);
    const at = checkpoint(shown.note);
    const root = await rootOf(leaf, shown.index, at.size, shown.path);
    step("The root, computed from leaf and hashes", to64(root));
    if (to64(root) !== to64(at.root)) throw new NotProven("the checkpoint has another root");
    step(`The same root stands in the checkpoint of ${at.size} entries of ${at.origin}.`);
    await requireSigned(at, await key(form.key.value));
    step("The key above has signed this checkpoint (Ed25519).");
    return `Proven: entry ${shown.index} of ${at.origin} is this event, unaltered.`;
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  /** The key that is in force: the first one, or the last that was handed over to. */
  async function current() {
    const parts = (await (await get("/audit/log/keys")).text()).split(/^===\n/m);
    return parts[parts.length - 1].split("\n").find((line) => /^\S+\+[0-9a-f]{8}\+\S+$/.test(line)) ?? "";
  }

  const proving = document.getElementById("prove");
  if (proving && !proving.elements.key.value) {
    current().then(
      (line) => (proving.elements.key.value ||= line),
      (e) => (document.getElementById("outcome").textContent = `The log's key is not to be had now: ${e.message}`),
    );
  }
  proving?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const steps = document.getElementById("steps");
    const outcome = document.getElementById("outcome");
    steps.replaceChildren();
    outcome.textContent = "Verifying …";
    try {
      outcome.textContent = await verify(proving.elements, (text, hash) => {
        const line = element("li", hash ? `${text}: ` : text);
        if (hash) line.append(element("code", hash));
        steps.append(line);
      });
    } catch (e) {
      outcome.textContent = `NOT PROVEN: ${e instanceof NotProven ? e.message : "the bytes cannot be read"}.`;
    }
  });

  const asking = document.getElementById("ask");
  asking?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = document.getElementById("said");
    const rows = document.getElementById("person");
    rows.replaceChildren();
    said.textContent = "Looking …";
    try {
      const answer = await get("/audit/principal", { Principal: asking.elements.principal.value.trim() });
      const all = await answer.json();
      for (const row of all) {
        const line = document.createElement("tr");
        const when = element("th", (row.at ?? row.recordedAt ?? "").replace("T", " ").replace("Z", " UTC"));
        when.scope = "row";
        line.append(when);
        for (const name of ["what", "purpose", "state", "detail", "noticeVersion", "language"]) {
          line.append(element("td", row[name] ?? "–"));
        }
        rows.append(line);
      }
      said.textContent = all.length === 0 ? "Nothing is recorded under this id." : `${all.length} entries.`;
    } catch (e) {
      said.textContent = e instanceof NotProven ? e.message : "The server does not answer.";
    }
  });
})();
