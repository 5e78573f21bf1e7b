import { Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Activity, Processing as Register } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { explain, Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { download, table } from './readable'

const key = ['processing']
const fields = ['data', 'purpose', 'basis', 'recipients', 'retention', 'abroad'] as const
const blank: Activity = { name: '', data: '', purpose: '', basis: '', recipients: '', retention: '' }

/** The register of processing activities: made by the program first, the business's own then. */
export function Processing() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => call(api.GET('/v1/processing', { signal })) })
  return (
    <section className="card" aria-labelledby="processing">
      <div className="hd">
        <h2 id="processing">{t('privacy.processing.title')}</h2>
        <span className="sp" />
        {query.data && (
          <button
            type="button"
            className="btn o"
            onClick={() => download('so-xu-ly-du-lieu.html', document_(query.data, t))}
          >
            <Icon name="down" size="s" />
            {t('privacy.processing.document')}
          </button>
        )}
      </div>
      <p className="about">{t(query.data?.at ? 'privacy.processing.about' : 'privacy.processing.first')}</p>
      <Loaded query={query} rows={6}>
        {(register) => <Form key={register.at ?? ''} register={register} />}
      </Loaded>
    </section>
  )
}

function document_(r: Register, t: (k: string) => string) {
  const head = ['name', ...fields].map((f) => t(`privacy.processing.${f}`))
  return table(
    t('privacy.processing.title'),
    [
      [t('privacy.processing.controller'), r.controller],
      [t('privacy.processing.contact'), r.contact],
    ],
    [{ title: '', head, rows: r.activities.map((a) => [a.name, ...fields.map((f) => a[f] ?? '')]) }],
  )
}

function Form({ register }: { register: Register }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const client = useQueryClient()
  const [value, setValue] = useState(register)
  const save = useMutation({
    mutationFn: () => call(api.PUT('/v1/processing', { body: { ...value, at: undefined } })),
    onSuccess: (next) => {
      client.setQueryData(key, next)
      notifications.show({ message: t('settings.saved') })
    },
  })
  const change = (i: number, a: Partial<Activity>) =>
    setValue({ ...value, activities: value.activities.map((x, j) => (i === j ? { ...x, ...a } : x)) })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      <div className="pairs">
        <TextInput
          label={t('privacy.processing.controller')}
          value={value.controller}
          disabled={!may}
          onChange={(e) => setValue({ ...value, controller: e.currentTarget.value })}
        />
        <TextInput
          label={t('privacy.processing.contact')}
          value={value.contact}
          disabled={!may}
          onChange={(e) => setValue({ ...value, contact: e.currentTarget.value })}
        />
      </div>
      {value.activities.map((a, i) => (
        <details key={i} className="act-d">
          <summary>{a.name || t('privacy.processing.unnamed')}</summary>
          <div className="form">
            {(['name', ...fields] as const).map((f) => (
              <Textarea
                key={f}
                label={t(`privacy.processing.${f}`)}
                value={a[f] ?? ''}
                disabled={!may}
                autosize
                onChange={(e) => change(i, { [f]: e.currentTarget.value })}
              />
            ))}
            {may && (
              <button
                type="button"
                className="link"
                onClick={() => setValue({ ...value, activities: value.activities.filter((_, j) => j !== i) })}
              >
                {t('privacy.processing.remove')}
              </button>
            )}
          </div>
        </details>
      ))}
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      {may && (
        <div className="line">
          <button
            type="button"
            className="btn o"
            onClick={() => setValue({ ...value, activities: [...value.activities, blank] })}
          >
            <Icon name="plus" size="s" />
            {t('privacy.processing.add')}
          </button>
          <button type="submit" className="btn p" disabled={save.isPending}>
            {t('common.save')}
          </button>
        </div>
      )}
    </form>
  )
}
