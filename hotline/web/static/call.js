// Keeps the part about the call up to date while one goes on, without taking the focus.
"use strict";

(() => {
  const LOOK_EVERY = 2500;
  const place = document.getElementById("call-now");
  if (!place) return;

  const phase = () => place.querySelector(".call-now")?.dataset.phase ?? "none";

  async function look() {
    if (phase() === "none" || document.hidden) return;
    try {
      const answer = await fetch(place.dataset.url, { credentials: "same-origin", cache: "no-store" });
      if (answer.status === 401) {
        place.replaceChildren();
        location.assign(place.dataset.signIn);
        return;
      }
      if (answer.ok) show(await answer.text());
    } catch {
      // The connection is away: the line of the page says so, and the next look tries again.
    }
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".call-now");
    const old = place.querySelector(".call-now");
    if (!fresh || old.isEqualNode(fresh) || isBusy(old)) return;
    const said = fresh.querySelector(".call-phase").textContent;
    const status = old.querySelector(".call-phase");
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    // The live region itself stays, or nothing would be said.
    fresh.querySelector(".call-phase").replaceWith(status);
    old.replaceWith(document.adoptNode(fresh));
    if (status.textContent !== said) status.textContent = said;
    if (!focused) return;
    const twin = [...fresh.querySelectorAll("[data-action]")].find(
      (each) => each.dataset.action === focused.dataset.action);
    (twin ?? document.getElementById("callback")).focus();
  }

  // Who chooses a language is not disturbed.
  const isBusy = (old) => old.contains(document.activeElement) && document.activeElement.matches("select");

  setInterval(look, LOOK_EVERY);
  document.addEventListener("visibilitychange", look);
})();
