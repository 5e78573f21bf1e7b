import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'
import { Empty, Failed, Waiting } from '@/parts/parts'
import { useTitle } from '@/shell/PageStates'
import './campaigns.css'
import './letter.css'
import { campaignQuery } from './data'
import { DraftPage } from './DraftPage'
import './send.css'
import { SentPage } from './SentPage'

/** One campaign: its draft while it is one, then how its send goes. */
export default function CampaignPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false })
  const { data, error, refetch } = useQuery(campaignQuery(id))
  useTitle(data?.name ?? t('nav.campaigns'))
  if (data)
    return data.state === 'draft' ? <DraftPage key={id} campaign={data} /> : <SentPage key={id} campaign={data} />
  return (
    <div className="page camp">
      {error instanceof ApiError && error.status === 404 ? (
        <Gone />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Waiting rows={8} />
      )}
    </div>
  )
}

function Gone() {
  const { t } = useTranslation()
  return (
    <Empty
      icon="send"
      title={t('campaign.gone')}
      action={
        <Link to="/campaigns" className="btn p">
          {t('nav.campaigns')}
        </Link>
      }
    >
      {t('campaign.goneHow')}
    </Empty>
  )
}
