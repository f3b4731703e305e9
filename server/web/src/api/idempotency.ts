export type Idempotency = () => string;

// crypto.randomUUID is missing on plain http away from localhost; getRandomValues is always there.
export const newKey: Idempotency = () => {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};
