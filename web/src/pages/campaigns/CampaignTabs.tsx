import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

/** Campaigns, and what they take their words from. */
export function CampaignTabs() {
  const { t } = useTranslation()
  return (
    <nav className="seg" aria-label={t('nav.campaigns')}>
      <Link to="/campaigns">{t('nav.campaigns')}</Link>
      <Link to="/messages">{t('nav.messages')}</Link>
      <Link to="/vouchers">{t('nav.vouchers')}</Link>
    </nav>
  )
}
