import { useWords } from '../../i18n';
import { Header } from '../../parts/Header';

export default function UnknownPage() {
  const { t } = useWords();
  return (
    <>
      <Header title={t('app.not_found')} />
      <main id="main" class="narrow">
        <p>
          <a class="button" href="/">
            {t('app.back_home')}
          </a>
        </p>
      </main>
    </>
  );
}
