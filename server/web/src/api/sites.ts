import { client } from './client';
import { listSites } from './generated/operations';
import type { Site, User } from './types';

// The sites that this browser may see, in the server's order.
export async function allSites(): Promise<Site[]> {
  return (await client.send(listSites({ query: {} }))).items;
}

// A user of neither sites nor agencies is of all of them.
export function sitesOf(user: User, sites: Site[]): Site[] {
  if (user.sites.length === 0 && user.agencies.length === 0) return sites;
  return sites.filter((site) => user.sites.includes(site.id) || user.agencies.includes(site.agency));
}
