// Shows a notice that was pushed, and opens the queue when it is clicked. It keeps nothing, and
// stands before no page: its scope is the folder of static files.
"use strict";

const QUEUE = new URL("../queue", self.location.href).href;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  let notice = {};
  try {
    notice = event.data.json();
  } catch {
    // Not from us: a browser must show something all the same, and this says nothing wrong.
  }
  event.waitUntil(
    self.registration.showNotification(notice.words ?? "Hotline", {
      lang: notice.lang ?? "",
      dir: "auto",
      // A newer one takes the place of the older, and is heard as well.
      tag: "requests",
      renotify: true,
      icon: "icon.svg",
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openQueue());
});

async function openQueue() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const queue = pages.find((each) => new URL(each.url).pathname === new URL(QUEUE).pathname);
  return queue ? queue.focus() : self.clients.openWindow(QUEUE);
}
