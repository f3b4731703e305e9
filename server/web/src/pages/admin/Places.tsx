import { useId } from 'preact/hooks';

import type { Site } from '../../api/types';
import { useWords } from '../../i18n';

export interface Place {
  sites: string[];
  agencies: string[];
}

// "hall, land": what someone is of, in words.
export function usePlaceWords(sites: Site[]): (place: Place) => string {
  const { t, pick } = useWords();
  return ({ sites: ids, agencies }) => {
    if (ids.length === 0 && agencies.length === 0) return t('admin.everywhere');
    const names = ids.map((id) => pick(sites.find((site) => site.id === id)?.name) || id);
    const of = agencies.map((id) => t('admin.of_agency', { name: pick(sites.find((site) => site.agency === id)?.agency_name) || id }));
    return [...of, ...names].join(', ');
  };
}

interface Props {
  sites: Site[];
  value: Place;
  everywhere: boolean; // may be given
  agencies?: boolean; // may be chosen
  onChange(place: Place): void;
}

const toggled = (list: string[], id: string) => (list.includes(id) ? list.filter((one) => one !== id) : [...list, id]);

// Nothing chosen is every site: it is said, and only who has that may give it.
export function Places({ sites, value, everywhere, agencies = false, onChange }: Props) {
  const { t, pick } = useWords();
  const id = useId();
  const none = value.sites.length === 0 && value.agencies.length === 0;
  const listed = agencies ? [...new Map(sites.map((site) => [site.agency, site])).values()] : [];
  return (
    <fieldset class="stacked" aria-describedby={`${id}-none`}>
      <legend>{t('admin.places')}</legend>
      {listed.map((site) => (
        <label class="check" key={site.agency}>
          <input type="checkbox" data-agency={site.agency} checked={value.agencies.includes(site.agency)}
            onChange={() => onChange({ ...value, agencies: toggled(value.agencies, site.agency) })} />
          {t('admin.of_agency', { name: pick(site.agency_name) || site.agency })}
        </label>
      ))}
      {sites.map((site) => (
        <label class="check" key={site.id}>
          <input type="checkbox" data-site={site.id} checked={value.sites.includes(site.id)}
            onChange={() => onChange({ ...value, sites: toggled(value.sites, site.id) })} />
          {pick(site.name) || site.id}
        </label>
      ))}
      <p id={`${id}-none`} class={none ? 'warn-text' : 'muted'}>{t(everywhere ? 'admin.none_is_everywhere' : 'admin.choose_a_site')}</p>
    </fieldset>
  );
}
