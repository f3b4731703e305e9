// A face for a score of 1 to 5. Decoration: the words beside it say the same.

const kMouths: Record<number, string> = {
  5: 'M14 28 Q24 42 34 28 Z',
  4: 'M15 30 Q24 37 33 30',
  3: 'M15 32 H33',
  2: 'M15 34 Q24 27 33 34',
  1: 'M14 36 Q24 24 34 36',
};

export function Face({ score }: { score: number }) {
  return (
    <svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <circle cx="24" cy="24" r="21" class="face-skin" />
      <circle cx="17" cy="19" r="2.6" class="face-eye" />
      <circle cx="31" cy="19" r="2.6" class="face-eye" />
      <path d={kMouths[score]} class={score === 5 ? 'face-smile' : 'face-mouth'} />
    </svg>
  );
}
