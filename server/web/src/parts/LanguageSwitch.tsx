import { setLang, useWords } from '../i18n';

export function LanguageSwitch() {
  const { lang, t } = useWords();
  const other = lang === 'th' ? 'en' : 'th';
  return (
    <button type="button" class="quiet" lang={other} onClick={() => setLang(other)}>
      {t('app.language')}
    </button>
  );
}
