import { Switch } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useFormat } from '@/i18n'
import { Empty } from '@/parts/parts'
import { useMay } from '@/session'
import { type Channel } from '../campaigns/types'
import { Save, useFieldErrors, useSaved } from './ChannelParts'

type Site = NonNullable<Channel['web']>[number]

/** Which websites show messages, and when a page of each last asked for some. */
export function WebForm({ kept }: { kept: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const all = kept.web ?? []
  const [on, setOn] = useState(() => all.filter((s) => s.on).map((s) => s.id))
  const saved = useSaved()
  const save = useMutation({
    mutationFn: () => call(api.PUT('/v1/channels/web', { body: { sites: on } })),
    onSuccess: () => saved(),
  })
  const { rest } = useFieldErrors(save.error, [])
  if (all.length === 0) return <NoSite />
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} aria-labelledby="channel-web">
      <fieldset className="chn" disabled={!may}>
        <legend className="vh">{t('channels.web.sites')}</legend>
        {all.map((s) => (
          <Choice
            key={s.id}
            of={s}
            on={on.includes(s.id)}
            set={(yes) => setOn(yes ? [...on, s.id] : on.filter((id) => id !== s.id))}
          />
        ))}
        <p className="t2 sm">{t('channels.web.how')}</p>
        <p className="t2 sm">{t('channels.web.csp', { origin: location.origin })}</p>
      </fieldset>
      <Save pending={save.isPending || on.length === 0} wrong={rest} />
    </form>
  )
}

function Choice({ of: s, on, set }: { of: Site; on: boolean; set: (yes: boolean) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const stands = !s.on
    ? t('channels.web.off')
    : s.seenAt
      ? t('channels.web.seen', { at: f.dateTime(s.seenAt) })
      : t('channels.web.never')
  return <Switch checked={on} onChange={(e) => set(e.currentTarget.checked)} label={s.name} description={stands} />
}

function NoSite() {
  const { t } = useTranslation()
  return (
    <Empty
      icon="website"
      title={t('channels.web.none')}
      action={
        <Link to="/sources" className="btn p">
          {t('channels.web.sources')}
        </Link>
      }
    >
      {t('channels.web.noneHow')}
    </Empty>
  )
}
