import { client } from './client';
import type { Site, User } from './types';

// The sites that this browser may see, in the server's order.
export async function listSites(): Promise<Site[]> {
  return (await client.get<{ items: Site[] }>('/api/v1/sites')).items;
}

// A user's list of sites is empty for "all of them".
export function sitesOf(user: User, sites: Site[]): Site[] {
  const mine = sites.filter((site) => user.sites.includes(site.id));
  return mine.length > 0 ? mine : sites;
}
