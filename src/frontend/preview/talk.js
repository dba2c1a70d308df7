// Makes the talk smoother; without this script every form and link works by itself.
//
// A turn is sent in the background, and the new page is laid over the old one: messages that did
// not change stay, with what a reader has opened in them. Focus moves to the newest reply.
"use strict";

(() => {
  let busy = false;

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  function showNewest(behavior) {
    const log = document.getElementById("log");
    const newest = log && document.getElementById(log.dataset.newest);
    if (!newest) return;
    newest.focus({ preventScroll: true });
    newest.scrollIntoView({ behavior, block: "start" });
  }

  function updateLog(next) {
    const log = document.getElementById("log");
    const fresh = [...next.children];
    const kept = new Set(fresh.map((message) => message.id));
    for (const message of [...log.children]) {
      if (!kept.has(message.id)) message.remove();
    }
    for (const message of fresh) {
      const old = document.getElementById(message.id);
      if (!old) log.append(message);
      else if (old.dataset.version !== message.dataset.version) old.replaceWith(message);
    }
    log.dataset.newest = next.dataset.newest;
  }

  // The words around the talk follow its language.
  function updateWords(page) {
    document.documentElement.lang = page.documentElement.lang;
    document.title = page.title;
    for (const id of ["top", "talk-title", "say", "panel"]) {
      document.getElementById(id).replaceWith(page.getElementById(id));
    }
  }

  async function take(form, button) {
    const words = new URLSearchParams(new FormData(form, button));
    const response = await fetch(form.action, { method: "POST", body: words });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const log = page.getElementById("log");
    if (!log) {
      // A page of one sentence: what went wrong. It stands alone, as without this script.
      document.body.replaceWith(page.body);
      return;
    }
    updateLog(log);
    updateWords(page);
    history.replaceState(null, "", "/");
    showNewest(calm.matches ? "instant" : "smooth");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-turn")) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    take(form, event.submitter)
      // The server is gone or was started again: the browser says so better than we can.
      .catch(() => location.reload())
      .finally(() => { busy = false; });
  });

  if (location.hash.startsWith("#m")) showNewest("instant");
})();
