import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLang } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { ChannelIcon, Empty, Loaded, Tag } from '@/parts/parts'
import { useTitle } from '@/shell/PageStates'
import '../campaigns/campaigns.css'
import { CampaignTabs } from '../campaigns/CampaignTabs'
import { useMaySend } from '../campaigns/data'
import type { Way } from '../campaigns/types'
import { wayIcon } from '../campaigns/ways'
import { messagesQuery, type Saved } from './data'
import './messages.css'
import { NewMessage } from './NewMessage'
import { has, langsOf } from './saved'
import { SavedLook } from './SavedLook'

/** The messages that campaigns begin with, each as it looks on a telephone. */
export default function MessagesPage() {
  const { t } = useTranslation()
  useTitle(t('nav.messages'))
  const query = useQuery(messagesQuery)
  const [q, setQ] = useState('')
  const [making, setMaking] = useState(false)
  const make = useMaySend() && (
    <button type="button" className="btn p" onClick={() => setMaking(true)}>
      <Icon name="plus" size="s" />
      {t('message.make')}
    </button>
  )
  return (
    <div className="page camp">
      <PageHead title={t('nav.messages')} help="messages" lead={t('message.lead')}>
        <CampaignTabs />
        {query.data && query.data.messages.length > 0 && make}
      </PageHead>
      <Loaded query={query} rows={8}>
        {({ messages }) =>
          messages.length === 0 ? (
            <section className="card">
              <Empty icon="msg" title={t('message.none')} action={make}>
                {t('message.noneHow')}
              </Empty>
            </section>
          ) : (
            <>
              <TextInput
                className="msgs-q"
                aria-label={t('message.search')}
                placeholder={t('message.search')}
                leftSection={<Icon name="search" size="s" />}
                value={q}
                onChange={(e) => setQ(e.target.value)}
              />
              <Grid list={messages.filter((m) => has(m, q))} />
            </>
          )
        }
      </Loaded>
      <NewMessage opened={making} close={() => setMaking(false)} />
    </div>
  )
}

function Grid({ list }: { list: Saved[] }) {
  const { t } = useTranslation()
  if (list.length === 0) return <p className="quiet">{t('message.notFound')}</p>
  return (
    <ul className="msgs-g">
      {list.map((m) => (
        <Card key={m.id} message={m} />
      ))}
    </ul>
  )
}

function Card({ message: m }: { message: Saved }) {
  const { t } = useTranslation()
  const lang = useLang()
  const written = langsOf(m)
  return (
    <li className="card">
      <div className="msgs-h">
        <ChannelIcon channel={wayIcon(m.way as Way)} />
        <Link to="/messages/$id" params={{ id: m.id }} className="b cut" title={m.name}>
          {m.name}
        </Link>
      </div>
      <p className="row camp-wrap">
        <Tag>{t(`reach.way.${m.way}`)}</Tag>
        <Tag>{t(`reach.class.${m.class}`)}</Tag>
        {written.map((l) => (
          <Tag key={l}>{t(`campaign.lang.${l}`)}</Tag>
        ))}
      </p>
      <div className="msgs-l">
        <SavedLook of={m} lang={written.includes(lang) ? lang : written[0]!} />
      </div>
    </li>
  )
}
