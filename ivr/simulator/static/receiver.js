// One telephone receiver on the page: plays what the line says, and does what the person does.
// The line has no clock of its own: when the prompts have ended, the patience runs out here.
"use strict";

class Receiver {
  // Finding the microphone button takes longer than drawing breath.
  static LEAST_PATIENCE_FOR_A_VOICE = 30;

  constructor(place, aloud) {
    const template = document.getElementById("receiver");
    place.replaceChildren(template.content.cloneNode(true));
    this.place = place;
    this.root = place.firstElementChild;
    this.aloud = aloud;
    this.heard = 0;
    this.version = 0;
    this.queue = [];
    this.waiting = null;
    this.over = true;
    this.playing = null;
    this.patience = null;
    this.recorder = null;
    this.onEnd = () => {};
    this.find = (name) => this.root.querySelector(name);
    this.lines = this.find(".lines");
    this.lines.dataset.empty = "Nobody is on the line.";
    this.buildKeypad();
    this.find(".hang-up").addEventListener("click", () => this.hangUp());
    this.find(".skip").addEventListener("click", () => this.skip());
    this.find(".speak").addEventListener("click", () => this.speak());
    this.find(".finish").addEventListener("click", () => this.finishSpeaking());
    this.find(".nothing").addEventListener("click", () => this.act("silence"));
    this.find(".talk").addEventListener("submit", (event) => this.talk(event));
    this.find(".wav").addEventListener("change", (event) => this.playFile(event.target));
    this.root.addEventListener("keydown", (event) => this.typed(event));
    this.refresh();
  }

  buildKeypad() {
    const letters = { 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ" };
    const names = { "*": "star", "#": "pound" };
    for (const key of "123456789*0#") {
      const button = document.createElement("button");
      button.type = "button";
      button.append(key);
      const small = document.createElement("small");
      small.textContent = letters[key] ?? "";
      button.append(small);
      button.setAttribute("aria-label", names[key] ?? key);
      button.addEventListener("click", () => this.press(key));
      this.find(".keypad").append(button);
    }
  }

  // Digits typed while the focus is on the phone are its keys.
  typed(event) {
    if (event.target.matches("input:not([type=file])")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ("0123456789*#".includes(event.key)) {
      event.preventDefault();
      this.press(event.key);
    }
  }

  start(snapshot) {
    this.sid = snapshot.call_sid;
    this.over = false;
    this.heard = 0;
    this.lines.replaceChildren();
    // Digits typed from here on are keys of this phone.
    this.lines.focus({ preventScroll: true });
    this.take(snapshot);
    this.watch();
  }

  async ask(path, options = {}) {
    const response = await fetch(path, options);
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error ?? `Status ${response.status}`);
    return answer;
  }

  // Hears of what others change: a volunteer answers, the hotline moves the call.
  async watch() {
    const sid = this.sid;
    while (!this.over && this.sid === sid) {
      try {
        const query = `after=${this.heard}&version=${this.version}&wait=20`;
        this.take(await this.ask(`/phones/calls/${sid}?${query}`));
      } catch {
        await Sound.pause(2);
      }
    }
  }

  take(snapshot) {
    if (snapshot.call_sid !== this.sid || snapshot.version < this.version) return;
    for (const event of snapshot.events) {
      if (event.n !== this.heard + 1) continue;
      this.heard = event.n;
      this.queue.push(event);
    }
    if (snapshot.version === this.version && this.waiting) return;
    this.version = snapshot.version;
    this.waiting = snapshot.waiting;
    this.over = snapshot.ended;
    this.stopPatience();
    this.run();
  }

  // Plays what is queued, then waits as the line wants.
  async run() {
    if (this.playing) return;
    this.playing = new AbortController();
    this.refresh();
    while (this.queue.length) {
      const event = this.queue.shift();
      this.current = event;
      await this.perform(event, this.playing.signal);
      if (this.playing.signal.aborted) this.playing = new AbortController();
    }
    this.current = null;
    this.playing = null;
    this.refresh();
    if (this.over) {
      this.version = 0;
      this.cancelSpeaking();
      this.onEnd();
    } else if (this.waiting) {
      this.beginPatience();
    }
  }

  async perform(event, signal) {
    switch (event.kind) {
      case "say":
        this.show(event.text, "", event.language);
        await Sound.say(event.text, event.language, this.aloud.checked, signal);
        break;
      case "play": {
        this.show("♪ A recording plays", "");
        const played = await Sound.play(`/phones/calls/${this.sid}/sound/${event.n}`, signal);
        if (!played) this.show("The recording cannot be played.", "note wrong");
        break;
      }
      case "pause":
        if (event.in_gather) await Sound.pause(event.seconds, signal);
        break;
      case "tone":
        this.show("(tone)", "note");
        await Sound.tone(signal);
        break;
      case "keys": this.show(event.digits, "own"); break;
      case "spoke": this.show(this.spoken(event), event.ended_by === "silence" ? "note" : "own"); break;
      case "bridged": this.show(`You are connected with ${event.number}.`, "note"); break;
      case "unbridged": this.show("The other side has hung up.", "note"); break;
      case "conference":
        this.show(event.waits ? "You wait in front of a room." : "You are in a room.", "note");
        break;
      case "room":
        if (event.who) this.show(event.text, "", "", event.who);
        else this.show(event.text, "note");
        break;
      case "said": this.show(event.text, "own"); break;
      case "queue": this.show("You wait in a queue.", "note"); break;
      case "error": this.show(`Carrier's error ${event.code}: ${event.text}`, "note wrong"); break;
      case "ended": this.show(`The call is over (${event.status}).`, "note"); break;
    }
  }

  spoken(event) {
    return event.ended_by === "silence" ? "(nothing was said)" : `(spoke for ${event.seconds} s)`;
  }

  beginPatience() {
    const { kind } = this.waiting;
    let seconds = null;
    if (kind === "listen") seconds = this.waiting.seconds;
    if (kind === "gather") seconds = this.waiting.timeout;
    if (kind === "record" && !this.recorder && this.waiting.silence_seconds) {
      seconds = Math.max(this.waiting.silence_seconds, Receiver.LEAST_PATIENCE_FOR_A_VOICE);
    }
    if (seconds === null) return;
    this.stopPatience();
    const patience = new AbortController();
    this.patience = patience;
    Sound.pause(seconds, patience.signal).then(() => {
      if (!patience.signal.aborted && !this.over) this.act("silence");
    });
  }

  stopPatience() {
    this.patience?.abort();
    this.patience = null;
  }

  // Ends what is playing, and everything that stands in the queue behind it.
  skip() {
    for (const event of this.queue) {
      if (["say", "play"].includes(event.kind)) event.kind = event.kind === "say" ? "shown" : "skipped";
      if (event.kind === "shown") this.show(event.text, "", event.language);
      if (event.kind === "pause") event.seconds = 0;
    }
    this.playing?.abort();
    if (!this.playing && this.waiting?.kind === "listen") this.act("silence");
  }

  async act(action, options = {}) {
    this.stopPatience();
    try {
      this.take(await this.ask(`/phones/calls/${this.sid}/${action}`, { method: "POST", ...options }));
      return true;
    } catch (problem) {
      if (!this.over) {
        this.status(problem.message);
        if (this.waiting && !this.playing) this.beginPatience();
      }
      return false;
    }
  }

  press(key) {
    if (this.over) return;
    const listens = ["gather", "record", "dial", "bridged", "conference"].includes(this.waiting?.kind);
    const mayBargeIn = !this.playing || (this.current?.in_gather && this.waiting?.barge_in);
    if (!listens || !mayBargeIn) {
      this.status("The hotline does not listen for keys at this moment.");
      return;
    }
    if (this.recorder && this.waiting.kind === "record") {
      if (this.waiting.finish_on_key.includes(key)) this.finishSpeaking(key);
      return;
    }
    this.skip();
    this.act("keys", { body: JSON.stringify({ digits: key }) });
  }

  async speak() {
    this.stopPatience();
    try {
      this.recorder = await Sound.microphone();
      this.refresh();
      this.find(".finish").focus();
      const recorder = this.recorder;
      setTimeout(() => {
        if (this.recorder === recorder) this.finishSpeaking();
      }, this.waiting.max_seconds * 1000);
    } catch {
      this.status("This page may not use the microphone. Allow it, or play a WAV file.");
      this.beginPatience();
    }
  }

  async finishSpeaking(key = "") {
    const recorder = this.recorder;
    if (!recorder) return;
    this.recorder = null;
    this.status("Sending …");
    const sound = await recorder.finish();
    this.send(sound, key);
  }

  cancelSpeaking() {
    this.recorder?.cancel();
    this.recorder = null;
  }

  async playFile(input) {
    const file = input.files[0];
    input.value = "";
    if (file) this.send(file);
  }

  send(sound, key = "") {
    const query = new URLSearchParams({ ended_by: "key", key });
    return this.act(`recording?${query}`, { body: sound, headers: { "Content-Type": "audio/wav" } });
  }

  // Words instead of a voice: those in the same room read them.
  async talk(event) {
    event.preventDefault();
    const input = this.find(".talk-words");
    const text = input.value.trim();
    if (!text || this.over) return;
    if (await this.act("say", { body: JSON.stringify({ text }) })) input.value = "";
  }

  async hangUp() {
    if (this.over) return;
    this.queue = [];
    // What the line waited for no longer matters.
    this.waiting = null;
    this.stopPatience();
    this.playing?.abort();
    if (this.recorder) {
      const recorder = this.recorder;
      this.recorder = null;
      const sound = await recorder.finish();
      const query = "ended_by=hangup";
      await this.act(`recording?${query}`, { body: sound, headers: { "Content-Type": "audio/wav" } });
      return;
    }
    this.act("hangup");
  }

  show(text, kind, language, who = "Hotline") {
    const line = document.createElement("li");
    line.className = kind;
    const words = document.createElement("span");
    words.dir = "auto";
    if (language) words.lang = language;
    words.textContent = text;
    if (who !== "Hotline") words.textContent = `${who}: ${text}`;
    else if (!kind.includes("note")) line.append(Receiver.speaker(kind === "own" ? "You" : who));
    line.append(words);
    this.lines.append(line);
    this.lines.scrollTop = this.lines.scrollHeight;
  }

  // Who speaks is seen by the side and colour of a line; this says it to those who listen.
  static speaker(name) {
    const hidden = document.createElement("span");
    hidden.className = "unseen";
    hidden.textContent = `${name}: `;
    return hidden;
  }

  status(text) {
    this.find(".status").textContent = text;
  }

  refresh() {
    const kind = this.over ? "" : this.waiting?.kind ?? "busy";
    const recording = kind === "record" && !this.playing;
    this.find(".voice").hidden = !recording;
    this.find(".talk").hidden = this.over || kind !== "conference";
    this.find(".speak").hidden = this.recorder !== null;
    this.find(".nothing").hidden = this.recorder !== null;
    this.find(".finish").hidden = this.recorder === null;
    for (const name of [".skip", ".hang-up", ".keypad button"]) {
      for (const button of this.root.querySelectorAll(name)) {
        button.setAttribute("aria-disabled", String(this.over));
      }
    }
    if (this.over) {
      this.status("");
    } else if (this.recorder) {
      this.status("Recording your voice …");
    } else if (this.playing) {
      this.status("The hotline speaks.");
    } else {
      this.status(Receiver.WAITS[kind] ?? "One moment …");
    }
  }

  static WAITS = {
    gather: "The hotline waits for a key.",
    record: "The hotline waits for your voice.",
    dial: "Another phone rings.",
    bridged: "Connected.",
    conference: "In a room with others.",
    queue: "In a queue.",
    listen: "Listening …",
  };
}
