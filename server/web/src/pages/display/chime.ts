// Two soft notes for a new call. Browsers allow sound only after someone touched the page; until then it is silent.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

const kNotes = [
  { hertz: 659.25, at_s: 0 },
  { hertz: 523.25, at_s: 0.45 },
];
const kRing_s = 1.4;

function ring(audio: AudioContext): void {
  for (const note of kNotes) {
    const start = audio.currentTime + note.at_s;
    const tone = audio.createOscillator();
    const level = audio.createGain();
    tone.frequency.value = note.hertz;
    level.gain.setValueAtTime(0, start);
    level.gain.linearRampToValueAtTime(0.35, start + 0.02);
    level.gain.exponentialRampToValueAtTime(0.001, start + kRing_s);
    tone.connect(level).connect(audio.destination);
    tone.start(start);
    tone.stop(start + kRing_s);
  }
}

export interface Chime {
  ready: boolean;
  allow(): void;
  play(): void;
}

export function useChime(): Chime {
  const audio = useRef<AudioContext | null>(null);
  const [ready, setReady] = useState(false);

  const allow = useCallback(() => {
    if (typeof AudioContext === 'undefined') return;
    audio.current ??= new AudioContext();
    void audio.current.resume().then(() => setReady(true));
  }, []);

  useEffect(() => {
    const gestures = ['pointerdown', 'keydown'] as const;
    gestures.forEach((gesture) => window.addEventListener(gesture, allow, { once: true }));
    return () => gestures.forEach((gesture) => window.removeEventListener(gesture, allow));
  }, [allow]);

  const play = useCallback(() => {
    if (audio.current?.state === 'running') ring(audio.current);
  }, []);

  return { ready, allow, play };
}
