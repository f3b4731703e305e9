export interface Act {
  id: string;
  text: string;
  onChoose(): void;
}

// What can be done with one row; who does not see the row hears its name.
export function Acts({ name, acts }: { name: string; acts: Act[] }) {
  return (
    <div class="row-acts">
      {acts.map((act) => (
        <button type="button" key={act.id} data-act={act.id} aria-label={`${act.text}: ${name}`} onClick={() => act.onChoose()}>
          {act.text}
        </button>
      ))}
    </div>
  );
}
