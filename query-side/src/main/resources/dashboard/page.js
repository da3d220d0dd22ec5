"use strict";
/*
 * What a page can do beyond its HTML: sliders say where they stand; and it moves with the journal,
 * and says so when it cannot. When something moved, the server writes the page again, and what
 * differs is put in place; so there is one way in which a page is made.
 */
(() => {
  document.querySelectorAll("input[data-shown]").forEach((slider) => {
    const shown = document.getElementById(slider.dataset.shown);
    slider.addEventListener("input", () => (shown.value = slider.value));
  });

  const live = document.getElementById("live");
  const stream = live?.dataset.stream;
  if (!stream) return;

  const SOON = 50; // milliseconds: several views move with one event
  const AGAIN = 3000; // where the browser does not connect again by itself
  const written = new WeakMap(); // how the server wrote what is shown
  let source;
  let waiting = 0;
  let fetching = false;
  let onceMore = false;

  function say(text, lost) {
    if (live.textContent !== text) live.textContent = text;
    live.classList.toggle("lost", lost);
  }

  const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";

  /* Where the focus is in a part, to be found again in what comes in its place; or null. */
  function standing(old) {
    const at = document.activeElement;
    if (!old.contains(at)) return null;
    const name = (one) => [one.tagName, one.id, one.name, one.textContent].join("|");
    const like = (part) => [...part.querySelectorAll(STOPS)].filter((one) => name(one) === name(at));
    const nth = like(old).indexOf(at);
    return (part) => {
      const to = like(part)[nth] ?? part;
      if (to === part) part.tabIndex = -1; // it is gone: the next stop is the first one here
      to.focus({ preventScroll: true });
    };
  }

  function replace(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("content");
    const shown = document.getElementById("content");
    if (!fresh || !shown) return false;
    const ids = (parent) => [...parent.children].map((child) => child.id).join();
    if (ids(fresh) !== ids(shown)) {
      const stand = standing(shown);
      shown.replaceChildren(...fresh.childNodes);
      [...shown.children].forEach((part) => written.set(part, part.outerHTML));
      document.dispatchEvent(new CustomEvent("renewed", { detail: shown }));
      stand?.(shown);
      return true;
    }
    [...fresh.children].forEach((part, i) => {
      const old = shown.children[i];
      if (written.get(old) === part.outerHTML) return;
      const stand = standing(old);
      const open = [...old.querySelectorAll("details")].map((one) => one.open);
      written.set(part, part.outerHTML);
      old.replaceWith(part);
      part.querySelectorAll("details").forEach((one, n) => (one.open = open[n] ?? one.open));
      document.dispatchEvent(new CustomEvent("renewed", { detail: part }));
      stand?.(part);
    });
    return true;
  }

  async function renew() {
    if (fetching) {
      onceMore = true;
      return;
    }
    fetching = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.status === 401) {
        location.reload(); // the session is over: the page asks for a token
        return;
      }
      if (!answer.ok || !replace(await answer.text())) throw new Error(String(answer.status));
      say("Live: shows the journal as it moves.", false);
    } catch {
      say("Not up to date: the server does not answer. Trying again …", true);
      setTimeout(renew, AGAIN);
    } finally {
      fetching = false;
      if (onceMore) {
        onceMore = false;
        renew();
      }
    }
  }

  function moved() {
    clearTimeout(waiting);
    waiting = setTimeout(renew, SOON);
  }

  function connect() {
    source = new EventSource(stream);
    source.onmessage = moved; // the first ones tell where all stands: the page catches up
    source.addEventListener("progress", moved);
    source.addEventListener("end", () => {
      source.close(); // nothing moves any more
      moved();
    });
    source.onerror = () => {
      say("Connection lost: this page may be out of date. Trying again …", true);
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN);
    };
  }

  document.querySelectorAll("#content > *").forEach((part) => {
    written.set(part, part.outerHTML);
  });
  connect();
})();
