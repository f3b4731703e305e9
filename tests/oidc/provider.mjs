// A provider on this machine, as oidc-provider's own development pages make it: whoever types a name there is that person.
import { createServer } from 'node:http';

import Provider from 'oidc-provider';

export const kClient = { id: 'saduak', secret: 'a secret of the test, long enough: 0123456789' };

// `redirectUri`: where the server under test wants browsers back.
export async function startProvider(redirectUri) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: kClient.id, client_secret: kClient.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true, methods: ['S256'] },
    cookies: { keys: ['a key of the test'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: `${id}@example.go.th`, email_verified: id !== 'unverified' }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
