import { TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { segmentsQuery } from '@/api/queries'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { useZone } from '@/session'
import { GoalPart } from './GoalPart'
import { PacePart } from './PacePart'
import { Step } from './Step'
import { TestSend } from './TestSend'
import { TrialPart } from './TrialPart'
import type { Checked } from './useCheck'
import type { Draft } from './useDraft'
import { useAt, waysOf } from './ways'
import { instantOf, nextMorning, wallOf } from './when'

/** A test to oneself, when it goes, and the button that starts it. */
export function SendPart({ draft, check }: { draft: Draft; check: Checked }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const later = !!draft.now.startAt
  const open = () => {
    check.ask()
    setAsking(true)
  }
  return (
    <Step n={4} id="camp-send" title={t('campaign.send.title')}>
      <div className="camp-b">
        <Test draft={draft} />
        <GoalPart draft={draft} />
        <TrialPart draft={draft} />
        <When draft={draft} />
        <PacePart draft={draft} />
        <div className="row camp-wrap">
          <button type="button" className="btn p big" onClick={open}>
            <Icon name={later ? 'cal' : 'send'} size="s" />
            {t(later ? 'campaign.send.plan' : 'campaign.send.now')}
          </button>
          <span className="t3 sm g1">{t('campaign.send.how')}</span>
        </div>
      </div>
      <Sure draft={draft} check={check} opened={asking} close={() => setAsking(false)} />
    </Step>
  )
}

/** A test by one of the ways, to an address of that way. */
function Test({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const { way, set } = useAt(draft.now)
  const [chosen, choose] = useState<'a' | 'b'>('a')
  const version = draft.now.b ? chosen : 'a'
  const ways = waysOf(draft.now)
  return (
    <>
      {ways.length > 1 && (
        <div className="row">
          <div className="seg" role="group" aria-label={t('campaign.test.by')}>
            {ways.map((w) => (
              <button key={w} type="button" aria-pressed={way === w} onClick={() => set({ way: w })}>
                {t(`reach.way.${w}`)}
              </button>
            ))}
          </div>
        </div>
      )}
      {draft.now.b && way !== 'web' && way !== 'call' && (
        <div className="row">
          <div className="seg" role="group" aria-label={t('campaign.test.version')}>
            {(['a', 'b'] as const).map((v) => (
              <button key={v} type="button" aria-pressed={version === v} onClick={() => choose(v)}>
                {t(`campaign.test.${v}`)}
              </button>
            ))}
          </div>
        </div>
      )}
      {way === 'web' && <p className="t2 sm">{t('campaign.test.web')}</p>}
      {way !== 'web' &&
        way !== 'call' && ( // what somebody says is not sent to try
          <TestSend
            key={way + version}
            way={way}
            label={t(`campaign.test.to.${way}`)}
            go={async (to) => {
              await draft.keep()
              const params = { path: { id: draft.id } }
              return call(api.POST('/v1/campaigns/{id}/test', { params, body: { way, to, version } }))
            }}
          />
        )}
    </>
  )
}

function When({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const f = useFormat()
  const zone = useZone()
  const { startAt } = draft.now
  const [wall, setWall] = useState(startAt ? wallOf(startAt, zone) : '')
  const at = (next: string) => {
    setWall(next)
    const instant = instantOf(next, zone)
    if (instant) draft.change({ startAt: instant })
  }
  const set = (later: boolean) => {
    if (later) at(wallOf(nextMorning(Date.now(), zone), zone))
    else draft.change({ startAt: undefined })
  }
  return (
    <div className="row camp-wrap camp-when">
      <div className="seg" role="group" aria-label={t('campaign.send.when')}>
        {[false, true].map((later) => (
          <button key={String(later)} type="button" aria-pressed={!!startAt === later} onClick={() => set(later)}>
            {t(later ? 'campaign.send.later' : 'campaign.send.once')}
          </button>
        ))}
      </div>
      {startAt && (
        <>
          <TextInput
            type="datetime-local"
            aria-label={t('campaign.send.at')}
            value={wall}
            onChange={(e) => at(e.target.value)}
          />
          <span className="t2 sm">
            {f.weekday(startAt)}, {f.dateTime(startAt)} <span className="t3">{t('campaign.send.zone', { zone })}</span>
          </span>
        </>
      )}
    </div>
  )
}

function useStart(draft: Draft, close: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const { revision } = await draft.keep()
      const params = { path: { id: draft.id } }
      return call(api.POST('/v1/campaigns/{id}/start', { params, body: { revision } }))
    },
    onSuccess: (next) => {
      close()
      client.setQueryData(['campaign', draft.id], next)
      void client.invalidateQueries({ queryKey: ['campaigns'] })
    },
  })
}

/** Says once more how many people it is about, counted now. */
function Sure({ draft, check, opened, close }: { draft: Draft; check: Checked; opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const start = useStart(draft, close)
  const found = check.old ? undefined : check.found
  const { now, later, problems } = found ?? { now: 0, later: 0, problems: [] }
  const segment = useQuery(segmentsQuery).data?.find((s) => s.id === draft.now.segment)?.name ?? ''
  const { startAt, holdout } = draft.now
  const all = { n: f.num(now + later), count: now + later }
  return (
    <Confirm
      opened={opened}
      close={close}
      title={t(startAt ? 'campaign.send.planSure' : 'campaign.send.sure')}
      go={t(startAt ? 'campaign.send.planGo' : holdout ? 'campaign.send.goSome' : 'campaign.send.go', all)}
      act={{ ...start, isPending: start.isPending || (check.busy && !found) || problems.length > 0 }}
    >
      {problems.map((p) => (
        <p key={p.field + p.text} className="bad" role="alert">
          {p.text}
        </p>
      ))}
      <p aria-live="polite">
        {found
          ? t(holdout ? 'campaign.send.reached' : 'campaign.send.people', { ...all, segment })
          : check.busy
            ? t('campaign.send.counting')
            : t('campaign.send.uncounted', { segment })}
      </p>
      {!!holdout && <p className="t2">{t('campaign.send.heldOut', { n: f.num(holdout) })}</p>}
      {later > 0 && <p className="t2">{t('campaign.send.someLater', { n: f.num(later), count: later })}</p>}
      {startAt && (
        <p className="t2">{t('campaign.send.atSure', { at: `${f.weekday(startAt)}, ${f.dateTime(startAt)}` })}</p>
      )}
      <p className="t3 sm">{t('campaign.send.again')}</p>
    </Confirm>
  )
}
