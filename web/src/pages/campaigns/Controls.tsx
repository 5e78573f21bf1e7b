import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { countOf } from './counts'
import { useMaySend } from './data'
import { type Campaign } from './types'
import { waysOf } from './ways'

type Act = 'pause' | 'resume' | 'stop' | 'again'

function useAct(id: string, after?: () => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (act: Act) => call(api.POST(`/v1/campaigns/{id}/${act}`, { params: { path: { id } } })),
    onSuccess: (next) => {
      after?.()
      client.setQueryData(['campaign', id], next)
      void client.invalidateQueries({ queryKey: ['campaign', id, 'recipients'] })
      void client.invalidateQueries({ queryKey: ['campaigns'] })
    },
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
}

/** What can be done with a send: hold it, let it go on, end it, try once more what failed. */
export function Controls({ campaign: c }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const act = useAct(c.id)
  const may = useMaySend()
  if (!may) return null
  const live = c.state === 'running' || c.state === 'paused'
  const button = (what: Act, icon: Parameters<typeof Icon>[0]['name'], main?: boolean) => (
    <button
      type="button"
      className={main ? 'btn p' : 'btn o'}
      disabled={act.isPending}
      onClick={() => act.mutate(what)}
    >
      <Icon name={icon} size="s" />
      {t(`campaign.act.${what}`)}
    </button>
  )
  return (
    <div className="act" role="group" aria-label={t('campaign.act.all')}>
      {countOf(c.counts, 'failed') > 0 && c.state !== 'stopped' && button('again', 'loop')}
      {c.state === 'running' && button('pause', 'pause')}
      {c.state === 'paused' && button('resume', 'play', true)}
      {(live || c.state === 'scheduled') && <Stop campaign={c} />}
    </div>
  )
}

/** Ending a send is for good: it is asked first, with what becomes of whom. */
function Stop({ campaign: c }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [asking, setAsking] = useState(false)
  const stop = useAct(c.id, () => setAsking(false))
  const site = waysOf(c).includes('web')
  const left = countOf(c.counts, 'waiting') + (c.counts.ready ?? 0)
  const planned = c.state === 'scheduled'
  return (
    <>
      <button type="button" className="btn o" onClick={() => setAsking(true)}>
        <Icon name="x" size="s" />
        {t(planned ? 'campaign.act.unplan' : 'campaign.act.stop')}
      </button>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t(planned ? 'campaign.stop.planTitle' : 'campaign.stop.title')}
        go={t(planned ? 'campaign.act.unplan' : 'campaign.act.stop')}
        danger
        act={{ mutate: () => stop.mutate('stop'), isPending: stop.isPending, error: stop.error }}
      >
        {planned && <p>{t('campaign.stop.planSure')}</p>}
        {!planned && (left > 0 || !site) && <p>{t('campaign.stop.sure', { n: f.num(left), count: left })}</p>}
        {!planned && site && <p>{t('campaign.stop.site')}</p>}
      </Confirm>
    </>
  )
}
