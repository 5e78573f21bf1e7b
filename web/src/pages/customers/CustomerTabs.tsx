import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

/** Customers one by one, or as saved segments. */
export function CustomerTabs() {
  const { t } = useTranslation()
  return (
    <nav className="seg" aria-label={t('nav.customers')}>
      <Link to="/customers" activeOptions={{ exact: true, includeSearch: false }}>
        {t('nav.customers')}
      </Link>
      <Link to="/segments">{t('nav.segments')}</Link>
    </nav>
  )
}
