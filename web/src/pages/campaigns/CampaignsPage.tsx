import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { segmentsQuery } from '@/api/queries'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, Loaded } from '@/parts/parts'
import { useTitle } from '@/shell/PageStates'
import './campaigns.css'
import { CampaignTabs } from './CampaignTabs'
import { campaignsQuery, useMaySend } from './data'
import { NewCampaign } from './NewCampaign'
import { PartsBar, PartsLine, StateTag, useWhenOf } from './Parts'
import './send.css'
import type { Campaign } from './types'

/** Every campaign, the newest first, and how far each has come. */
export default function CampaignsPage() {
  const { t } = useTranslation()
  useTitle(t('nav.campaigns'))
  const query = useQuery(campaignsQuery)
  const may = useMaySend()
  const [making, setMaking] = useState(false)
  const make = may && (
    <button type="button" className="btn p" onClick={() => setMaking(true)}>
      <Icon name="plus" size="s" />
      {t('campaign.make')}
    </button>
  )
  return (
    <div className="page camp">
      <PageHead title={t('nav.campaigns')} help="campaigns" lead={t('campaign.lead')}>
        <CampaignTabs />
        {query.data && query.data.campaigns.length > 0 && make}
      </PageHead>
      <section className="card" aria-label={t('nav.campaigns')}>
        <Loaded query={query} rows={6}>
          {({ campaigns }) => (campaigns.length > 0 ? <Table list={campaigns} /> : <None make={make} />)}
        </Loaded>
      </section>
      <NewCampaign opened={making} close={() => setMaking(false)} />
    </div>
  )
}

function None({ make }: { make: React.ReactNode }) {
  const { t } = useTranslation()
  return (
    <Empty icon="send" title={t('campaign.none')} action={make}>
      {t('campaign.noneHow')}
    </Empty>
  )
}

const columns = ['name', 'state', 'who', 'when', 'progress'] as const

function Table({ list }: { list: Campaign[] }) {
  const { t } = useTranslation()
  return (
    <table className="camps">
      <thead>
        <tr>
          {columns.map((c) => (
            <th key={c} scope="col" className={c === 'who' || c === 'when' ? 'hide-m' : undefined}>
              {t(`campaign.col.${c}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {list.map((c) => (
          <Row key={c.id} campaign={c} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ campaign: c }: { campaign: Campaign }) {
  const when = useWhenOf()
  const segment = useQuery(segmentsQuery).data?.find((s) => s.id === c.segment)
  return (
    <tr>
      <td>
        <Link to="/campaigns/$id" params={{ id: c.id }} className="b">
          {c.name}
        </Link>
      </td>
      <td>
        <StateTag of={c} />
      </td>
      <td className="hide-m t2">{segment?.name ?? '–'}</td>
      <td className="hide-m t2 nw">{when(c)}</td>
      <td>
        {c.state === 'draft' ? (
          <span className="t3">–</span>
        ) : (
          <>
            <PartsBar counts={c.counts} />
            <PartsLine counts={c.counts} />
            <Clicked of={c} />
          </>
        )}
      </td>
    </tr>
  )
}

/** The share that clicked, of those who agreed to be followed. */
function Clicked({ of: { results: r } }: { of: Campaign }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (!r?.clicked) return null
  return <small className="t3">{t('campaign.result.clickedShare', { share: f.pct(r.clicked / r.followed) })}</small>
}
