import { client } from './client';
import { listSites } from './generated/operations';
import type { Site, User } from './types';

// The sites that this browser may see, in the server's order.
export async function allSites(): Promise<Site[]> {
  return (await client.send(listSites({ query: {} }))).items;
}

// A user's list of sites is empty for "all of them".
export function sitesOf(user: User, sites: Site[]): Site[] {
  const mine = sites.filter((site) => user.sites.includes(site.id));
  return mine.length > 0 ? mine : sites;
}
