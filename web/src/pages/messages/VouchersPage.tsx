import { useTranslation } from 'react-i18next'
import { PageHead } from '@/parts/PageHead'
import { useTitle } from '@/shell/PageStates'
import '../campaigns/campaigns.css'
import { CampaignTabs } from '../campaigns/CampaignTabs'
import '../campaigns/send.css'
import './messages.css'
import { NewPool, Vouchers } from './Vouchers'

/** What campaigns hand out: pools of codes. */
export default function VouchersPage() {
  const { t } = useTranslation()
  useTitle(t('nav.vouchers'))
  return (
    <div className="page camp">
      <PageHead title={t('nav.vouchers')} help="vouchers" lead={t('voucher.lead')}>
        <CampaignTabs />
        <NewPool />
      </PageHead>
      <Vouchers />
    </div>
  )
}
