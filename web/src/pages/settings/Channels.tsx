import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { Loaded, Tag } from '@/parts/parts'
import { channelsQuery } from '../campaigns/data'
import { useProblem } from '../campaigns/rules'
import { TestSend } from '../campaigns/TestSend'
import { type Channel } from '../campaigns/types'
import '../campaigns/campaigns.css' // of the test
import './channels.css'
import { Dkim } from './Dkim'
import { EmailForm } from './EmailForm'

/** What messages leave by: the business's own accounts. */
export function Channels() {
  const { t } = useTranslation()
  const query = useQuery({ ...channelsQuery, staleTime: 0, refetchInterval: 30_000 })
  const email = query.data?.channels.find((c) => c.way === 'email')
  return (
    <>
      <section className="card" aria-labelledby="channel-email">
        <div className="hd">
          <h2 id="channel-email">{t('channels.email')}</h2>
          {email && <StateTag of={email} />}
        </div>
        <p className="about">{t('channels.about')}</p>
        <Loaded query={query} rows={8}>
          {() =>
            email && (
              <>
                {email.set && <State of={email} />}
                <EmailForm key={JSON.stringify({ ...email.settings, dkim: undefined })} kept={email} />
              </>
            )
          }
        </Loaded>
      </section>
      {email?.set && (
        <>
          <Try />
          <Dkim of={email} />
          <Remove />
        </>
      )}
    </>
  )
}

function StateTag({ of }: { of: Channel }) {
  const { t } = useTranslation()
  if (!of.set) return <Tag>{t('channels.unset')}</Tag>
  return of.state === 'on' ? (
    <Tag tone="good" icon="check">
      {t('channels.on')}
    </Tag>
  ) : (
    <Tag tone="warn" icon="alert">
      {t('channels.blocked')}
    </Tag>
  )
}

/** Since when it works, or why not and when it is tried again. */
function State({ of: c }: { of: Channel }) {
  const { t } = useTranslation()
  const f = useFormat()
  const problem = useProblem()
  const facts = [
    c.state === 'on' && c.lastOk && t('channels.lastOk', { at: f.dateTime(c.lastOk) }),
    t('channels.today', { n: f.num(c.sentToday), count: c.sentToday }),
  ]
  if (c.state === 'on') return <p className="chn-s t2">{facts.filter(Boolean).join(' · ')}</p>
  return (
    <div className="chn-s chn-bad" role="alert">
      <Icon name="alert" />
      <div>
        <b>{c.problem ? problem(c.problem) : t('channels.blockedSome')}</b>
        {c.words && (
          <p className="any">
            {t('channels.words')} <q>{c.words}</q>
          </p>
        )}
        <p>
          {[
            c.since && t('channels.since', { at: f.dateTime(c.since) }),
            c.nextAt && t('channels.nextAt', { at: f.dateTime(c.nextAt) }),
          ]
            .filter(Boolean)
            .join(' ')}
        </p>
      </div>
    </div>
  )
}

function Try() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const go = async (to: string) => {
    try {
      return await call(api.POST('/v1/channels/email/test', { body: { to } }))
    } finally {
      void client.invalidateQueries({ queryKey: ['channels'] }) // a test says whether it works
    }
  }
  return (
    <section className="card" aria-labelledby="channel-test">
      <div className="hd">
        <h2 id="channel-test">{t('channels.test')}</h2>
      </div>
      <p className="about">{t('channels.testHow')}</p>
      <div className="form">
        <TestSend label={t('channels.testTo')} go={go} />
      </div>
    </section>
  )
}

function Remove() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/channels/email')),
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
        <p className="t2">{t('channels.removeHow')}</p>
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
