// What a receiver sounds like: spoken words, played files, the tone, and a voice as a WAV file.
"use strict";

const Sound = (() => {
  // Slow speakers say about 14 characters a second; used where no voice speaks.
  const CHARACTERS_A_SECOND = 14;

  let context = null;

  function audio() {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume();
    return context;
  }

  function voiceFor(language) {
    if (!("speechSynthesis" in window)) return null;
    const wanted = language.toLowerCase();
    const voices = speechSynthesis.getVoices();
    const named = (voice) => voice.lang.toLowerCase().replace("_", "-");
    return voices.find((voice) => named(voice) === wanted)
      ?? voices.find((voice) => named(voice).split("-")[0] === wanted.split("-")[0])
      ?? null;
  }

  // Resolves after some seconds, or as soon as `signal` says stop.
  function pause(seconds, signal) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      signal?.addEventListener("abort", () => { clearTimeout(timer); resolve(); });
    });
  }

  function say(text, language, aloud, signal) {
    const reading = Math.min(1 + text.length / CHARACTERS_A_SECOND, 20);
    const voice = aloud ? voiceFor(language) : null;
    if (!voice) return pause(reading, signal);
    return new Promise((resolve) => {
      const words = new SpeechSynthesisUtterance(text);
      words.voice = voice;
      words.lang = voice.lang;
      // Some browsers forget to say that they have finished.
      const limit = setTimeout(resolve, (reading * 3 + 5) * 1000);
      const done = () => { clearTimeout(limit); resolve(); };
      words.onend = done;
      words.onerror = done;
      signal.addEventListener("abort", () => { speechSynthesis.cancel(); done(); });
      speechSynthesis.speak(words);
    });
  }

  // Resolves with false when the browser cannot play the file.
  function play(url, signal) {
    return new Promise((resolve) => {
      const player = new Audio(url);
      player.onended = () => resolve(true);
      player.onerror = () => resolve(false);
      signal.addEventListener("abort", () => { player.pause(); resolve(true); });
      player.play().catch(() => resolve(false));
    });
  }

  async function tone(signal) {
    const source = audio().createOscillator();
    const volume = audio().createGain();
    source.frequency.value = 1000;
    volume.gain.value = 0.15;
    source.connect(volume).connect(audio().destination);
    source.start();
    await pause(0.4, signal);
    source.stop();
  }

  // Records from the microphone; `finish` gives a WAV file.
  async function microphone() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    const recorder = new MediaRecorder(stream);
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.start();
    return {
      async finish() {
        await new Promise((resolve) => { recorder.onstop = resolve; recorder.stop(); });
        stream.getTracks().forEach((track) => track.stop());
        const sound = await new Blob(parts, { type: recorder.mimeType }).arrayBuffer();
        return wav(await audio().decodeAudioData(sound));
      },
      cancel() {
        if (recorder.state !== "inactive") recorder.stop();
        stream.getTracks().forEach((track) => track.stop());
      },
    };
  }

  // The first channel of a sound as a 16-bit WAV file (RIFF, PCM).
  function wav(sound) {
    const samples = sound.getChannelData(0);
    const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
    const write = (at, letters) => [...letters].forEach((letter, index) =>
      view.setUint8(at + index, letter.charCodeAt(0)));
    write(0, "RIFF");
    view.setUint32(4, 36 + samples.length * 2, true);
    write(8, "WAVEfmt ");
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, sound.sampleRate, true);
    view.setUint32(28, sound.sampleRate * 2, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    write(36, "data");
    view.setUint32(40, samples.length * 2, true);
    samples.forEach((sample, index) => {
      const limited = Math.max(-1, Math.min(1, sample));
      view.setInt16(44 + index * 2, limited * 32767, true);
    });
    return new Blob([view], { type: "audio/wav" });
  }

  return { say, play, tone, pause, microphone, voiceFor };
})();
