import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { Failed } from '@/parts/parts'
import { useMay } from '@/session'
import { destinationsQuery } from './data'
import { Row } from './OutgoingPage'
import './outgoing.css'

/** On the page of sources: where touches are sent on to. */
export function SendOn() {
  const { t } = useTranslation()
  const may = useMay('sources')
  const query = useQuery({ ...destinationsQuery, enabled: may })
  if (!may) return null
  return (
    <section className="card below out" aria-labelledby="send-on">
      <div className="hd">
        <h2 id="send-on">{t('outgoing.title')}</h2>
        <span className="sp" />
        <Link to="/sources/outgoing" className="btn o">
          <Icon name="send" size="s" />
          {t(query.data?.length ? 'outgoing.all' : 'outgoing.begin')}
        </Link>
      </div>
      <p className="quiet">{t('outgoing.lead')}</p>
      {query.error && !query.data && <Failed error={query.error} retry={() => query.refetch()} />}
      {!!query.data?.length && (
        <ul className="dests">
          {query.data.map((d) => (
            <Row key={d.id} destination={d} />
          ))}
        </ul>
      )}
    </section>
  )
}
