// Keeps the list of requests up to date without disturbing who reads, types or listens.
"use strict";

(() => {
  const POLL_EVERY = 15000;
  const TRY_STREAM_AGAIN_AFTER = 60000;
  const WARN_WHEN_IDLE_FOR = 28 * 60000; // the server signs out after 30 minutes

  const live = document.getElementById("live");
  const list = document.getElementById("rows");
  const heading = document.getElementById("list-heading");
  const nobody = document.getElementById("nobody");
  const connection = document.getElementById("connection");
  const announcements = document.getElementById("announcements");
  const words = live.dataset;
  const language = document.documentElement.lang;
  const title = document.title;

  // ---- what is said ----

  let connectionState = "";

  function showConnection(state) {
    if (state === connectionState) return; // said once, not at every heartbeat
    connectionState = state;
    connection.textContent =
      state === "live" ? words.wordsLive : state === "lost" ? words.wordsLost : words.wordsPolling;
    connection.className = `connection is-${state}`;
  }

  function newRequests(count) {
    const form = new Intl.PluralRules(language).select(count);
    const sentence = live.getAttribute(`data-new-${form}`) || live.getAttribute("data-new-other");
    return sentence.replace("NUMBER", new Intl.NumberFormat(language).format(count));
  }

  function announce(sentences) {
    if (!sentences.length) return;
    announcements.textContent = sentences.slice(0, 4).join(" · ");
  }

  function showCount() {
    const count = list.querySelectorAll('[data-state="waiting"]').length;
    document.title = count && nobody ? `(${count}) ${title}` : title;
    if (nobody) nobody.hidden = list.children.length > 0;
  }

  // ---- how long people wait (the same steps as waiting.py) ----

  function inWords(milliseconds) {
    const minutes = Math.floor(milliseconds / 60000);
    if (minutes < 1) return words.wordsMoment;
    const [count, unit] =
      minutes < 60 ? [minutes, "minute"]
      : minutes < 1440 ? [Math.floor(minutes / 60), "hour"]
      : [Math.floor(minutes / 1440), "day"];
    if (count > 6 && unit === "day") return null; // weeks: what the server wrote stays
    return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
  }

  function countWaiting() {
    for (const time of list.querySelectorAll("time")) {
      const text = inWords(Date.now() - Date.parse(time.dateTime));
      if (text && text !== time.textContent) time.textContent = text;
    }
  }

  // ---- the list ----

  const isBusy = (row) =>
    row.contains(document.activeElement) ||
    [...row.querySelectorAll("audio")].some((audio) => !audio.paused);

  function replace(row, fresh) {
    const focused = row.contains(document.activeElement) ? document.activeElement : null;
    [...row.querySelectorAll("details")].forEach((details, index) => {
      const twin = fresh.querySelectorAll("details")[index];
      if (twin) twin.open = details.open;
    });
    row.replaceWith(fresh);
    for (const twin of fresh.querySelectorAll("audio")) {
      const old = [...row.querySelectorAll("audio")].find((audio) => audio.src === twin.src);
      if (old) twin.replaceWith(old); // it keeps its place in the recording
    }
    if (!focused) return;
    const action = focused.dataset.action;
    const twin = action
      ? fresh.querySelector(`[data-action="${action}"]`)
      : fresh.querySelector(focused.matches("summary") ? "summary" : ".code a");
    (twin || heading).focus();
  }

  function remove(row) {
    const hadFocus = row.contains(document.activeElement);
    row.remove();
    if (hadFocus) heading.focus();
  }

  function update(freshRows) {
    const said = [];
    let arrived = 0;
    const codes = new Set(freshRows.map((fresh) => fresh.dataset.code));
    for (const row of [...list.children]) {
      if (codes.has(row.dataset.code)) continue;
      said.push(words.wordsAnswered.replace("CODE", row.dataset.code));
      remove(row);
    }
    let place = null; // the row after which the next one stands
    for (const fresh of freshRows) {
      let row = document.getElementById(fresh.id);
      if (!row) {
        arrived += 1;
        fresh.classList.add("is-new");
        // Standing rows are never moved: moving stops sound and loses focus.
        if (place) place.after(fresh);
        else list.prepend(fresh);
        row = fresh;
      } else if (row.dataset.version !== fresh.dataset.version) {
        const changed = row.dataset.said !== fresh.dataset.said;
        if (changed) said.push(fresh.dataset.said);
        if (changed || !isBusy(row)) {
          replace(row, fresh);
          row = fresh;
        } else {
          leftForLater = true;
        }
      }
      place = row;
    }
    if (arrived) said.unshift(newRequests(arrived));
    announce(said);
    showCount();
    countWaiting();
  }

  // What coordinators must see; only when it has changed, so that it is read out once.
  function showAlarms(fresh) {
    const shown = document.getElementById("alarms");
    if (shown && fresh && shown.textContent !== fresh.textContent) {
      shown.replaceChildren(...fresh.children);
    }
  }

  // The numbers above the list; whoever stands on one of them keeps their place.
  function showNow(fresh) {
    const shown = document.getElementById("now");
    if (!shown || !fresh || shown.isEqualNode(fresh)) return;
    const action = shown.contains(document.activeElement) ? document.activeElement.dataset.action : "";
    shown.replaceChildren(...fresh.children);
    if (action) shown.querySelector(`[data-action="${action}"]`)?.focus();
  }

  // ---- fetching: one at a time, and one more if something changed meanwhile ----

  let fetching = false;
  let fetchAgain = false;
  let leftForLater = false;

  async function refresh() {
    if (fetching) {
      fetchAgain = true;
      return;
    }
    fetching = true;
    fetchAgain = false;
    leftForLater = false;
    try {
      const answer = await fetch(words.rows, { credentials: "same-origin", cache: "no-store" });
      if (answer.status === 401) return signedOut();
      if (!answer.ok && answer.status !== 404) throw new Error("no list");
      const html = answer.ok ? await answer.text() : ""; // 404: this request is gone
      const page = new DOMParser().parseFromString(html, "text/html");
      showAlarms(page.getElementById("alarms"));
      showNow(page.getElementById("now"));
      update([...page.querySelectorAll("li.request")].map((row) => document.adoptNode(row)));
      if (polling) showConnection("polling");
      else if (stream.readyState === EventSource.OPEN) showConnection("live");
    } catch {
      showConnection("lost");
    } finally {
      fetching = false;
      if (fetchAgain) refreshSoon();
    }
  }

  // Spread a little, so that a hundred pages do not ask in the same instant.
  const refreshSoon = () => setTimeout(refresh, 50 + Math.random() * 350);

  const catchUp = () => {
    if (leftForLater) refreshSoon();
  };
  document.addEventListener("focusout", catchUp);
  list.addEventListener("pause", catchUp, true);
  list.addEventListener("ended", catchUp, true);

  function signedOut() {
    // The words leave the screen with the session.
    list.replaceChildren();
    location.assign(words.signIn);
  }

  // ---- listening: a stream, or a look every 15 seconds when there is none ----

  let polling = 0;
  let stream;

  function listen() {
    stream = new EventSource(words.events);
    stream.addEventListener("open", () => {
      clearInterval(polling);
      polling = 0;
      showConnection("live");
      refresh(); // what happened while nobody listened
    });
    stream.addEventListener("changed", refreshSoon);
    stream.addEventListener("signed-out", () => {
      stream.close();
      signedOut();
    });
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CONNECTING) {
        lostUnlessBackSoon();
        return;
      }
      stream.close(); // refused: the server has no free place for a stream
      if (!polling) polling = setInterval(refresh, POLL_EVERY);
      refresh();
      setTimeout(listen, TRY_STREAM_AGAIN_AFTER);
    });
  }

  // Streams end by themselves every few minutes: nobody needs to hear of that.
  function lostUnlessBackSoon() {
    setTimeout(() => {
      if (stream.readyState === EventSource.CONNECTING) showConnection("lost");
    }, 4000);
  }

  // A page from the browser's memory may show words of somebody who has signed out.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  setInterval(countWaiting, 30000);
  setTimeout(() => (document.getElementById("idle").hidden = false), WARN_WHEN_IDLE_FOR);
  showCount();
  listen();
})();
