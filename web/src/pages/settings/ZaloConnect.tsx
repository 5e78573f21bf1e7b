import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { useMay } from '@/session'
import { Refusal } from '../campaigns/TestSend'
import { type Channel } from '../campaigns/types'
import { ToCopy } from './ChannelParts'
import { type Arrival, arrival, askZalo, dropArrival } from './zaloBack'

/** What is to be done at Zalo so that the app may send for the official account. */
export function ZaloConnect({ of }: { of: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const [back] = useState(arrival)
  useEffect(dropArrival, []) // a code is good once
  const connect = useConnect(back)
  const { connected, redirect, challenge, authUrl } = of.zalo!
  const steps = may && redirect && challenge && authUrl
  return (
    <section className="card" aria-labelledby="zalo-connect">
      <div className="hd">
        <h2 id="zalo-connect">{t('channels.zalo.connect')}</h2>
      </div>
      <div className="form">
        {back && <Outcome back={back} {...connect} />}
        {connected && !connect.isFetching && <Connected of={of} />}
        {!steps ? (
          <p className="t3 sm">{t('settings.readOnly')}</p>
        ) : (
          <ol className="chn-steps">
            <li>
              <p>{t('channels.zalo.step.save')}</p>
              {!redirect.startsWith('https:') && <p className="chn-note">{t('channels.zalo.notPublic')}</p>}
              <ToCopy what={t('channels.zalo.redirect')} text={redirect} />
              <ToCopy what={t('channels.zalo.challenge')} text={challenge} />
              {of.returnUrl && <ToCopy what={t('channels.zalo.webhook')} text={of.returnUrl} />}
            </li>
            <li>
              <p>{t('channels.zalo.step.allow')}</p>
              <button
                type="button"
                className={'btn ' + (connected ? 'o' : 'p')}
                disabled={connect.isFetching}
                onClick={() => location.assign(askZalo(authUrl))}
              >
                <Icon name="zalo" size="s" />
                {t(connected ? 'channels.zalo.again' : 'channels.zalo.go')}
              </button>
            </li>
          </ol>
        )}
      </div>
    </section>
  )
}

/** Turns the code that Zalo led back with into the right to send, once. */
function useConnect(back?: Arrival) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useQuery({
    queryKey: ['zalo-connect', back?.code],
    enabled: !!back?.mine && !!back.code,
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    queryFn: async () => {
      const { code, oaId } = back!
      const now = await call(api.POST('/v1/channels/zalo/connect', { body: { code, oaId } }))
      notifications.show({ message: t('channels.zalo.done') })
      await client.invalidateQueries({ queryKey: ['channels'] })
      return now
    },
  })
}

/** What came of it, unless it went well. */
function Outcome({ back, error, isFetching }: { back: Arrival; error: Error | null; isFetching: boolean }) {
  const { t } = useTranslation()
  if (isFetching) return <p role="status">{t('channels.zalo.going')}</p>
  const wrong = !back.mine ? 'strange' : !back.code ? 'refused' : undefined
  if (!wrong && !error) return null
  return (
    <div className="bad" role="alert">
      {wrong ? <p>{t(`channels.zalo.${wrong}`)}</p> : <Refusal error={error} />}
    </div>
  )
}

function Connected({ of }: { of: Channel }) {
  const { t } = useTranslation()
  const f = useFormat()
  const until = of.zalo?.expiresAt
  return (
    <p className="chn-ok" role="status">
      <Icon name="check" size="s" />
      <span>
        <b>{t('channels.zalo.connected')}</b> {until && t('channels.zalo.renewed', { at: f.dateTime(until) })}
      </span>
    </p>
  )
}
