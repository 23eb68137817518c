// Phones that are called, several side by side: each rings, answers, declines, or is a machine.
"use strict";

(() => {
  const handsets = document.getElementById("handsets");
  const aloud = document.getElementById("aloud");
  const status = document.getElementById("handsets-status");
  const here = new Map();

  // What a person, a busy line, an empty room and a machine do with a call.
  const DEEDS = [
    ["Answer", "answer", { answered_by: "human" }],
    ["A machine answers", "answer", { answered_by: "machine_start" }],
    ["Decline", "decline", { status: "busy" }],
    ["Nobody answers", "decline", { status: "no-answer" }],
    ["Not in service", "decline", { status: "failed" }],
  ];

  class Handset {
    constructor(number) {
      this.number = number;
      const template = document.getElementById("handset");
      handsets.append(template.content.cloneNode(true));
      this.root = handsets.lastElementChild;
      this.root.setAttribute("aria-label", `The phone ${number}`);
      this.root.querySelector("h3").textContent = number;
      this.box = this.root.querySelector(".incoming");
      this.receiver = new Receiver(this.root.querySelector(".handset-receiver"), aloud);
      this.root.querySelector(".take-away").addEventListener("click", () => this.takeAway());
      this.isHere = true;
      this.watch();
    }

    async watch() {
      let known = "";
      while (this.isHere) {
        try {
          const query = `number=${encodeURIComponent(this.number)}&wait=${known ? 0 : 20}`;
          const { calls } = await this.ask(`/phones/incoming?${query}`);
          const sid = calls[0]?.call_sid ?? "";
          if (sid !== known) this.ring(calls[0]);
          known = sid;
          if (known) await Sound.pause(1);
        } catch {
          await Sound.pause(2);
        }
      }
    }

    async ask(path, options) {
      const response = await fetch(path, options);
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error ?? `Status ${response.status}`);
      return answer;
    }

    ring(call) {
      this.box.hidden = !call;
      this.root.classList.toggle("rings", Boolean(call));
      if (!call) return;
      const words = document.createElement("p");
      words.textContent = `It rings: a call from ${call.from}.`;
      this.box.replaceChildren(words, ...DEEDS.map(([label, path, query]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = label;
        if (path === "answer") button.className = "answer";
        button.addEventListener("click", () => this.act(call, path, query));
        return button;
      }));
    }

    async act(call, path, query) {
      this.ring(null);
      try {
        const wish = new URLSearchParams({ ...query, after: 0 });
        const snapshot = await this.ask(
          `/phones/calls/${call.call_sid}/${path}?${wish}`, { method: "POST" });
        if (path === "answer") this.receiver.start(snapshot);
      } catch (problem) {
        this.receiver.status(problem.message);
      }
    }

    takeAway() {
      this.isHere = false;
      this.receiver.hangUp();
      here.delete(this.number);
      this.root.remove();
      status.textContent = `The phone ${this.number} is gone.`;
      document.getElementById("handset-number").focus();
    }
  }

  function put(number) {
    if (here.has(number)) {
      status.textContent = "That phone is here already.";
      return;
    }
    here.set(number, new Handset(number));
    status.textContent = `The phone ${number} is here.`;
  }

  document.getElementById("add-handset").addEventListener("submit", (event) => {
    event.preventDefault();
    const input = document.getElementById("handset-number");
    put(input.value.trim());
  });

  // #phones=+15550100002,+15550100003 puts phones here from the start.
  function readAddress() {
    const wishes = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B"));
    for (const number of (wishes.get("phones") ?? "").split(",").filter(Boolean)) {
      if (!here.has(number)) put(number);
    }
  }

  addEventListener("hashchange", readAddress);
  readAddress();
})();
