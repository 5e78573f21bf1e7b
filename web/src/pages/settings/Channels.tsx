import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState, type ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, Loaded } from '@/parts/parts'
import { channelsQuery } from '../campaigns/data'
import { wayIcon } from '../campaigns/ways'
import { TestSend } from '../campaigns/TestSend'
import { type Channel, type ChannelWay } from '../campaigns/types'
import '../campaigns/campaigns.css' // of the test
import './channels.css'
import { CallForm } from './CallForm'
import { State, StateTag, standingOf } from './ChannelState'
import { Dkim } from './Dkim'
import { EmailForm } from './EmailForm'
import { MessengerEvents, MessengerForm } from './MessengerForm'
import { OwnForm, OwnReports } from './OwnForm'
import { SmsForm } from './SmsForm'
import { WebForm } from './WebForm'
import { ZaloConnect } from './ZaloConnect'
import { ZaloForm } from './ZaloForm'

const ways: ChannelWay[] = ['email', 'sms', 'zalo', 'messenger', 'own', 'web', 'call']
const forms: Record<ChannelWay, ComponentType<{ kept: Channel }>> = {
  email: EmailForm,
  sms: SmsForm,
  zalo: ZaloForm,
  messenger: MessengerForm,
  own: OwnForm,
  web: WebForm,
  call: CallForm,
}
const abouts: Record<ChannelWay, string> = {
  email: 'channels.about',
  sms: 'channels.sms.about',
  zalo: 'channels.zalo.about',
  messenger: 'channels.messenger.about',
  own: 'channels.own.about',
  web: 'channels.web.about',
  call: 'channels.call.about',
}

const nameOf = (way: ChannelWay) => (way === 'own' ? 'reach.way.own' : `channel.${wayIcon(way)}`)

/** What messages leave by: the business's own accounts. */
export function Channels() {
  const { t } = useTranslation()
  const { way: asked } = useSearch({ strict: false }) as { way?: string }
  const way = ways.find((w) => w === asked) ?? 'email'
  const query = useQuery({ ...channelsQuery, staleTime: 0, refetchInterval: 30_000 })
  const of = query.data?.channels.find((c) => c.way === way)
  const Form = forms[way]
  return (
    <>
      <Ways all={query.data?.channels ?? []} now={way} />
      <section className="card" aria-labelledby={`channel-${way}`}>
        <div className="hd">
          <h2 id={`channel-${way}`}>{t(nameOf(way))}</h2>
          {of && <StateTag of={of} />}
        </div>
        <p className="about">{t(abouts[way])}</p>
        <Loaded query={query} rows={8}>
          {() =>
            of && (
              <>
                {of.set && <State of={of} />}
                <Form key={way + settingsOf(of)} kept={of} />
              </>
            )
          }
        </Loaded>
      </section>
      {of?.set && <Rest key={way} of={of} />}
    </>
  )
}

/** What a form begins with, as one text: the form begins anew when it has changed. That of the own system does not, for it
 *  shows a key once. */
const settingsOf = ({ settings, sms, zalo, messenger, web, call }: Channel) =>
  JSON.stringify([
    { ...settings, dkim: undefined },
    sms,
    zalo?.appId,
    zalo?.oaId,
    messenger?.pageId,
    web?.map((s) => [s.id, s.on]),
    call,
  ])

/** The ways, with a mark of how each stands. */
function Ways({ all, now }: { all: Channel[]; now: ChannelWay }) {
  const { t } = useTranslation()
  return (
    <nav className="chn-ways" aria-label={t('channels.ways')}>
      {ways.map((way) => (
        <Link
          key={way}
          to="/settings"
          search={{ tab: 'channels', way }}
          replace
          aria-current={way === now ? 'page' : undefined}
        >
          <ChannelIcon channel={wayIcon(way)} />
          {t(nameOf(way))}
          <Mark of={all.find((c) => c.way === way)} />
        </Link>
      ))}
    </nav>
  )
}

function Mark({ of }: { of?: Channel }) {
  const { t } = useTranslation()
  if (!of?.set) return null
  const { tone, icon, words } = standingOf(of)
  return (
    <span className={'chn-mark ' + (tone ?? '')}>
      <Icon name={icon!} size="s" />
      <span className="vh">{t(words)}</span>
    </span>
  )
}

/** What can be done with a way that is set. */
function Rest({ of }: { of: Channel }) {
  const ready = of.way !== 'zalo' || of.zalo?.connected
  return (
    <>
      {of.way === 'zalo' && <ZaloConnect of={of} />}
      {of.way === 'messenger' && <MessengerEvents of={of} />}
      {of.way === 'own' && <OwnReports of={of} />}
      {ready && of.way !== 'web' && of.way !== 'call' && <Try way={of.way} />}
      {of.way === 'email' && <Dkim of={of} />}
      <Remove way={of.way} />
    </>
  )
}

const tests = {
  email: (to: string) => call(api.POST('/v1/channels/email/test', { body: { to } })),
  sms: (to: string) => call(api.POST('/v1/channels/sms/test', { body: { to } })),
  zalo: (to: string) => call(api.POST('/v1/channels/zalo/test', { body: { to } })),
  messenger: (to: string) => call(api.POST('/v1/channels/messenger/test', { body: { to } })),
  own: (to: string) => call(api.POST('/v1/channels/own/test', { body: { to } })),
}
/** The words of the ways that are no mail stand under their own name. */
const worded = (way: ChannelWay, key: string) => (way === 'email' ? `channels.${key}` : `channels.${way}.${key}`)

function Try({ way }: { way: Exclude<ChannelWay, 'web' | 'call'> }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const go = async (to: string) => {
    try {
      return await tests[way](to)
    } finally {
      void client.invalidateQueries({ queryKey: ['channels'] }) // a test says whether it works
    }
  }
  return (
    <section className="card" aria-labelledby="channel-test">
      <div className="hd">
        <h2 id="channel-test">{t('channels.test')}</h2>
      </div>
      <p className="about">{t(worded(way, 'testHow'))}</p>
      <div className="form">
        <TestSend
          label={t(worded(way, 'testTo'))}
          way={way}
          gone={way === 'email' ? undefined : t('channels.gone')}
          go={go}
        />
      </div>
    </section>
  )
}

const removals = {
  email: () => call(api.DELETE('/v1/channels/email')),
  sms: () => call(api.DELETE('/v1/channels/sms')),
  zalo: () => call(api.DELETE('/v1/channels/zalo')),
  messenger: () => call(api.DELETE('/v1/channels/messenger')),
  own: () => call(api.DELETE('/v1/channels/own')),
  web: () => call(api.DELETE('/v1/channels/web')),
  call: () => call(api.DELETE('/v1/channels/call')),
}

function Remove({ way }: { way: ChannelWay }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => removals[way](),
    onSuccess: async () => {
      setAsking(false)
      await client.invalidateQueries({ queryKey: ['channels'] })
    },
  })
  return (
    <section className="card" aria-labelledby="channel-remove">
      <div className="hd">
        <h2 id="channel-remove">{t('channels.remove')}</h2>
      </div>
      <div className="form">
        <p className="t2">{t(worded(way, 'removeHow'))}</p>
        <div>
          <button type="button" className="btn o danger" onClick={() => setAsking(true)}>
            {t('channels.remove')}
          </button>
        </div>
      </div>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('channels.remove')}
        go={t('channels.removeGo')}
        danger
        act={remove}
      >
        <p>{t('channels.removeSure')}</p>
      </Confirm>
    </section>
  )
}
