// Records one line in the browser and sends it like a chosen file. Without this script the
// file field alone does the same.
"use strict";

(() => {
  const LONGEST = 60000;
  const RATE = 24000; // twice what the phone plays, and a minute stays below the limit

  const box = document.getElementById("recorder");
  if (!box || !window.MediaRecorder || !navigator.mediaDevices) return;
  const words = box.dataset;
  const button = document.getElementById("record-button");
  const says = document.getElementById("recorder-says");
  const form = document.getElementById("take-form");
  const field = document.getElementById("recording");
  let recorder = null;
  let atMost = 0;

  box.hidden = false;
  button.addEventListener("click", () => (recorder ? stop() : start()));

  async function start() {
    button.disabled = true;
    try {
      const sound = { channelCount: 1, echoCancellation: false, noiseSuppression: true };
      const stream = await navigator.mediaDevices.getUserMedia({ audio: sound });
      const parts = [];
      recorder = new MediaRecorder(stream);
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      recorder.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        send(new Blob(parts, { type: recorder.mimeType }));
      });
      recorder.start();
      atMost = setTimeout(stop, LONGEST);
      button.textContent = words.wordsStop;
      says.textContent = words.wordsRecording;
    } catch {
      recorder = null;
      says.textContent = words.wordsRefused;
    }
    button.disabled = false;
  }

  function stop() {
    clearTimeout(atMost);
    button.disabled = true;
    says.textContent = words.wordsSending;
    if (recorder && recorder.state !== "inactive") recorder.stop();
  }

  async function send(blob) {
    const files = new DataTransfer();
    files.items.add(await asWav(blob));
    field.files = files.files;
    form.requestSubmit();
  }

  // Every browser records another container; all of them can decode their own.
  async function asWav(blob) {
    try {
      const context = new AudioContext({ sampleRate: RATE });
      const decoded = await context.decodeAudioData(await blob.arrayBuffer());
      context.close();
      return new File([wav(decoded.getChannelData(0))], "take.wav", { type: "audio/wav" });
    } catch {
      return new File([blob], "take", { type: blob.type });
    }
  }

  function wav(values) {
    const view = new DataView(new ArrayBuffer(44 + values.length * 2));
    const letters = (at, text) => [...text].forEach((c, n) => view.setUint8(at + n, c.charCodeAt(0)));
    letters(0, "RIFF");
    view.setUint32(4, 36 + values.length * 2, true);
    letters(8, "WAVEfmt ");
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, RATE, true);
    view.setUint32(28, RATE * 2, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    letters(36, "data");
    view.setUint32(40, values.length * 2, true);
    values.forEach((value, n) => {
      view.setInt16(44 + n * 2, Math.max(-1, Math.min(1, value)) * 32767, true);
    });
    return view.buffer;
  }
})();
