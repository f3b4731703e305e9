export function Loading({ text }: { text: string }) {
  return (
    <main class="loading" aria-busy="true">
      <p>{text}</p>
    </main>
  );
}
