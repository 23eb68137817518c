// Asks the browser for notices and hands what it answers to an ordinary form.
"use strict";

(() => {
  const form = document.getElementById("browser-notices");
  if (!form) return;
  const button = form.querySelector("button");
  const status = document.getElementById("browser-notices-said");

  const say = (what) => {
    status.textContent = document.querySelector(`template[data-said="${what}"]`).content.textContent;
  };

  document.getElementById("no-browser-notices").hidden = true;
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    say("unsupported");
    return;
  }
  form.hidden = false;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

  const written = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  // A worker takes no push before it is awake for the first time.
  const awake = (registration) => new Promise((done) => {
    if (registration.active) return done();
    const worker = registration.installing ?? registration.waiting;
    worker.addEventListener("statechange", () => worker.state === "activated" && done());
  });

  async function agree() {
    const registration = await navigator.serviceWorker.register(form.dataset.worker);
    await awake(registration);
    // What was agreed under another key of the hotline is of no use any more.
    const old = await registration.pushManager.getSubscription();
    const oldKey = old?.options?.applicationServerKey;
    if (old && !(oldKey && written(oldKey) === form.dataset.key)) await old.unsubscribe();
    return registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(form.dataset.key),
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    status.textContent = "";
    try {
      if ((await Notification.requestPermission()) !== "granted") return say("refused");
      const subscription = await agree();
      form.elements.endpoint.value = subscription.endpoint;
      form.elements.public.value = written(subscription.getKey("p256dh"));
      form.elements.auth.value = written(subscription.getKey("auth"));
      form.submit();
    } catch (error) {
      say(error.name === "NotAllowedError" ? "refused" : "no-service");
    } finally {
      button.disabled = false;
    }
  });
})();
