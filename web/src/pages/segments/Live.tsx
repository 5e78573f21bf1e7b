import { Modal, Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { SegmentInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Empty, explain, Loaded } from '@/parts/parts'
import { TagInput } from '@/parts/TagInput'
import { useMay } from '@/session'
import '../settings/settings.css' // of the dialogs
import './segments.css'

interface OfSegment {
  segment: SegmentInfo
}

type Opened = OfSegment & { opened: boolean; close: () => void }

/** Whether a segment is live, and how many entered and left it. */
export function LiveCell({ segment: s }: OfSegment) {
  const { t } = useTranslation()
  const [setting, setSetting] = useState(false)
  const [looking, setLooking] = useState(false)
  const may = useMay('customers')
  const maySee = useMay('see')
  return (
    <div className="livecell">
      {may ? (
        <Switch
          size="xs"
          aria-label={`${t('live.switch')}: ${s.name}`}
          checked={!!s.live}
          disabled={s.broken && !s.live}
          onChange={() => setSetting(true)}
        />
      ) : (
        s.live && <span className="t2">{t('live.on')}</span>
      )}
      {s.live && <Numbers segment={s} open={maySee ? () => setLooking(true) : undefined} />}
      {setting && <LiveDialog segment={s} opened close={() => setSetting(false)} />}
      {looking && <MovesDialog segment={s} opened close={() => setLooking(false)} />}
    </div>
  )
}

/** How many entered and left in a week; of the last day when pointed at. */
function Numbers({ segment: s, open }: OfSegment & { open?: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { day, week } = s.live!
  const words =
    week.entered + week.left === 0
      ? t('live.none')
      : `${t('live.in', { n: f.num(week.entered) })} · ${t('live.out', { n: f.num(week.left) })}`
  const title = t('live.day', { in: f.num(day.entered), out: f.num(day.left) })
  if (!open) return <span title={title}>{words}</span>
  return (
    <button
      type="button"
      className="link"
      title={title}
      onClick={open}
      aria-label={`${t('live.latest')}: ${s.name}, ${words}`}
    >
      {words}
    </button>
  )
}

function useDone() {
  const client = useQueryClient()
  return () => Promise.all(['segments', 'tags', 'customer'].map((k) => client.invalidateQueries({ queryKey: [k] })))
}

/** Makes a segment live, has it put on a tag, and switches it off. */
export function LiveDialog({ segment: s, opened, close }: Opened) {
  const { t } = useTranslation()
  const f = useFormat()
  const [tag, setTag] = useState(s.live?.tag ?? '')
  const done = useDone()
  const params = { path: { id: s.id } }
  const after = async () => {
    await done()
    close()
  }
  const start = useMutation({
    mutationFn: () => call(api.PUT('/v1/segments/{id}/live', { params, body: { tag: tag.trim() } })),
    onSuccess: after,
  })
  const stop = useMutation({
    mutationFn: () => call(api.DELETE('/v1/segments/{id}/live', { params })),
    onSuccess: after,
  })
  const error = start.error ?? stop.error
  const submit = (e: FormEvent) => {
    e.preventDefault()
    start.mutate()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('live.title', { name: s.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'set' }}
    >
      <form className="dlg" onSubmit={submit}>
        {s.live ? <Since live={s.live} /> : <p>{t('live.how')}</p>}
        <p className="t2">{t(s.rule ? 'live.time' : 'live.figure')}</p>
        <TagInput name={tag} set={setTag} optional={t('live.tag')} />
        <p className="t2">{t('live.tagHow')}</p>
        {s.live && (
          <p className="t2">{t('live.day', { in: f.num(s.live.day.entered), out: f.num(s.live.day.left) })}</p>
        )}
        {!!error && (
          <p className="bad" role="alert">
            {explain(error, t)}
          </p>
        )}
        <div className="dlg-act">
          {s.live && (
            <button type="button" className="btn o danger" disabled={stop.isPending} onClick={() => stop.mutate()}>
              {t('live.stop')}
            </button>
          )}
          <button type="submit" className="btn p" disabled={start.isPending}>
            {t(s.live ? 'live.save' : 'live.start')}
          </button>
        </div>
      </form>
    </Modal>
  )
}

function Since({ live }: { live: NonNullable<SegmentInfo['live']> }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <p>
      {t('live.since', { at: f.dateTime(live.since) })}{' '}
      {live.lookedAt ? t('live.looked', { at: f.dateTime(live.lookedAt) }) : t('live.looking')}
    </p>
  )
}

/** The latest who entered and left. */
function MovesDialog({ segment: s, opened, close }: Opened) {
  const { t } = useTranslation()
  const f = useFormat()
  const moves = useQuery({
    queryKey: ['segments', s.id, 'moves'],
    queryFn: ({ signal }) => call(api.GET('/v1/segments/{id}/moves', { signal, params: { path: { id: s.id } } })),
    staleTime: 0,
  })
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('live.latestOf', { name: s.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'set' }}
    >
      <Loaded query={moves} rows={4}>
        {(list) =>
          list.length === 0 ? (
            <Empty icon="clock" title={t('live.none')}>
              {t('live.latestNone')}
            </Empty>
          ) : (
            <ul className="segppl">
              {list.map((m) => (
                <li key={`${m.customer} ${m.at} ${m.entered}`}>
                  <Link to="/customers/$id" params={{ id: String(m.customer) }}>
                    {m.name || t('live.unnamed')}
                  </Link>
                  <span className="cut t2">
                    {t(m.entered ? 'live.entered' : 'live.left')} · {f.dateTime(m.at)}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Modal>
  )
}
