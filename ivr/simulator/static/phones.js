// The page itself: who calls, whose texts are shown, and which phone rings.
"use strict";

(() => {
  const element = (id) => document.getElementById(id);
  const caller = element("caller");
  const called = element("called");
  const owner = element("owner");
  const aloud = element("aloud");
  const thread = element("thread");
  const own = new Receiver(element("caller-receiver"), aloud);
  let ownerReceiver = null;
  let shownUpTo = 0;
  let generation = 0;

  thread.dataset.empty = "No texts yet.";

  // A phone can be addressed: #number=+15550100002 is a phone, #caller=… the one that calls.
  function readAddress() {
    const wishes = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B"));
    const number = wishes.get("number");
    if (number) owner.value = number;
    if (wishes.get("caller") ?? number) caller.value = wishes.get("caller") ?? number;
    if (number) pickOwner();
  }

  async function ask(path, options) {
    const response = await fetch(path, options);
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error ?? `Status ${response.status}`);
    return answer;
  }

  element("dial").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!own.over) {
      own.status("Hang up first.");
      return;
    }
    own.status("Calling …");
    try {
      const body = JSON.stringify({ from: caller.value.trim(), to: called.value });
      own.start(await ask("/phones/calls", { method: "POST", body }));
      showOthers();
    } catch (problem) {
      own.status(problem.message);
    }
  });

  // Texts of the phone on the right.

  function pickOwner() {
    generation += 1;
    shownUpTo = 0;
    thread.replaceChildren();
    element("incoming").hidden = true;
    showOthers();
    watchTexts(generation);
    watchRinging(generation);
  }

  owner.addEventListener("change", () => { if (owner.reportValidity()) pickOwner(); });

  async function watchTexts(mine) {
    while (mine === generation) {
      try {
        const number = encodeURIComponent(owner.value.trim());
        const wait = shownUpTo ? 20 : 0;
        const news = await ask(`/phones/messages?number=${number}&after=${shownUpTo}&wait=${wait}`);
        if (mine !== generation) return;
        news.messages.forEach(showText);
        shownUpTo = news.next;
        if (!wait && !news.messages.length) await waitForFirstText(mine, number);
        if (news.messages.length) showOthers();
      } catch {
        await Sound.pause(2);
      }
    }
  }

  async function waitForFirstText(mine, number) {
    while (mine === generation && !shownUpTo) {
      const news = await ask(`/phones/messages?number=${number}&after=0&wait=20`);
      if (mine !== generation) return;
      news.messages.forEach(showText);
      shownUpTo = news.next;
    }
  }

  function showText(text) {
    const line = document.createElement("li");
    line.className = text.from === owner.value.trim() ? "own" : "";
    const words = document.createElement("span");
    words.dir = "auto";
    words.textContent = text.body || "(no words)";
    if (text.media) words.textContent += `\n[${text.media} attached]`;
    line.append(Receiver.speaker(line.className ? "You" : text.from), words);
    thread.append(line);
    thread.scrollTop = thread.scrollHeight;
  }

  element("write").addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = element("body");
    const media = element("media");
    const status = element("write-status");
    if (!body.value.trim() && !media.files.length) {
      status.textContent = "Write a text first.";
      body.focus();
      return;
    }
    if (!owner.reportValidity()) return;
    status.textContent = "Sending …";
    try {
      const wishes = {
        from: owner.value.trim(), to: called.value, body: body.value,
        media: await Promise.all([...media.files].map(asAttachment)),
      };
      await ask("/phones/messages", { method: "POST", body: JSON.stringify(wishes) });
      body.value = "";
      media.value = "";
      status.textContent = "Sent.";
    } catch (problem) {
      status.textContent = problem.message;
    }
  });

  element("media").addEventListener("change", (event) => {
    const file = event.target.files[0];
    element("write-status").textContent = file ? `Attached: ${file.name}` : "";
  });

  function asAttachment(file) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onerror = () => reject(new Error("The file cannot be read."));
      reader.onload = () => resolve({
        content_type: file.type || "application/octet-stream",
        data: reader.result.slice(reader.result.indexOf(",") + 1),
      });
      reader.readAsDataURL(file);
    });
  }

  // Calls to the phone on the right.

  async function watchRinging(mine) {
    let known = "";
    while (mine === generation) {
      try {
        const number = encodeURIComponent(owner.value.trim());
        const wait = known ? 0 : 20;
        const { calls } = await ask(`/phones/incoming?number=${number}&wait=${wait}`);
        if (mine !== generation) return;
        const sid = calls[0]?.call_sid ?? "";
        if (sid !== known) showIncoming(calls[0]);
        known = sid;
        if (known) await Sound.pause(1);
      } catch {
        await Sound.pause(2);
      }
    }
  }

  function showIncoming(call) {
    const box = element("incoming");
    box.hidden = !call;
    if (!call) return;
    const words = document.createElement("p");
    words.textContent = `This phone rings: a call from ${call.from}.`;
    box.replaceChildren(
      words,
      button("Answer", "answer", () => answer(call)),
      button("Decline", "", () => ask(`/phones/calls/${call.call_sid}/decline`, { method: "POST" })),
    );
  }

  function button(label, kind, deed) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.textContent = label;
    made.addEventListener("click", deed);
    return made;
  }

  async function answer(call) {
    element("incoming").hidden = true;
    ownerReceiver = new Receiver(element("owner-receiver"), aloud);
    try {
      const path = `/phones/calls/${call.call_sid}/answer?after=0`;
      ownerReceiver.start(await ask(path, { method: "POST" }));
    } catch (problem) {
      ownerReceiver.status(problem.message);
    }
  }

  // All numbers that took part, as buttons.

  async function showOthers() {
    const { phones } = await ask("/phones");
    const chosen = owner.value.trim();
    element("others").replaceChildren(...phones.slice(0, 8)
      .filter((phone) => phone.number !== "anonymous")
      .map((phone) => {
        const made = button(phone.number, "", () => { owner.value = phone.number; pickOwner(); });
        made.setAttribute("aria-pressed", String(phone.number === chosen));
        return made;
      }));
  }

  addEventListener("hashchange", readAddress);
  readAddress();
  if (!generation) pickOwner();
})();
