import type { LocalText, Service } from './api/types';

// The name of a ticket's step: the server says its id, or its place among the service's steps.
export function stepName(service: Service | undefined, step: string | number | null): LocalText | null {
  if (step === null || !service) return null;
  const found = typeof step === 'number' ? service.steps[step] : service.steps.find((entry) => entry.id === step);
  return found?.name ?? null;
}
