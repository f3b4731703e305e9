import './style/base.css';
import './style/controls.css';
import './style/overlays.css';

import { type ComponentType, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { initLang, useWords } from './i18n';
import { Loading } from './parts/Loading';
import { match, type Route } from './route';

const kPages: Record<Route['page'], () => Promise<{ default: ComponentType<{ id: string }> }>> = {
  home: () => import('./pages/home/HomePage'),
  counter: () => import('./pages/counter/CounterPage'),
  display: () => import('./pages/display/DisplayPage'),
  dashboard: () => import('./pages/dashboard/DashboardPage'),
  ticket: () => import('./pages/citizen/TicketPage'),
  admin: () => import('./pages/admin/AdminPage'),
  api: () => import('./pages/api/ApiPage'),
  account: () => import('./pages/account/AccountPage'),
  setup: () => import('./pages/setup/SetupPage'),
  privacy: () => import('./pages/privacy/PrivacyPage'),
  unknown: () => import('./pages/home/UnknownPage'),
};

function App() {
  const route = match(location.pathname);
  const [Page, setPage] = useState<ComponentType<{ id: string }> | null>(null);
  const { t } = useWords();
  useEffect(() => void kPages[route.page]().then((module) => setPage(() => module.default)), []);
  useEffect(() => {
    document.body.dataset.page = route.page;
  }, []);
  return Page ? <Page id={route.id} /> : <Loading text={t('app.loading')} />;
}

initLang();
const root = document.getElementById('app');
if (root) render(<App />, root);
