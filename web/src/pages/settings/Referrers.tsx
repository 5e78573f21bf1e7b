import { TagsInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Referrers as List } from '@/api/types'
import { explain, Loaded } from '@/parts/parts'
import { useMay } from '@/session'

/** The sites that customers only pass through: payment, sign-in, the business's other domains. */
export function Referrers() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['referrers'],
    queryFn: ({ signal }) => call(api.GET('/v1/workspace/referrers', { signal })),
  })
  return (
    <section className="card" aria-labelledby="referrers">
      <div className="hd">
        <h2 id="referrers">{t('settings.referrers.title')}</h2>
      </div>
      <Loaded query={query} rows={4}>
        {(list) => <Form key={list.excluded.join()} list={list} />}
      </Loaded>
    </section>
  )
}

function Form({ list }: { list: List }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const client = useQueryClient()
  const [sites, setSites] = useState(list.excluded)
  const save = useMutation({
    mutationFn: () => call(api.PUT('/v1/workspace/referrers', { body: { excluded: sites } })),
    onSuccess: async () => {
      notifications.show({ message: t('settings.saved') })
      await client.invalidateQueries() // where people came from has changed everywhere
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      <TagsInput
        label={t('settings.referrers.sites')}
        description={t('settings.referrers.about')}
        placeholder={t('settings.referrers.hint')}
        value={sites}
        onChange={setSites}
        maxTags={1000}
        splitChars={[',', ' ']}
        acceptValueOnBlur
        disabled={!may}
        styles={{ input: { maxHeight: 220, overflow: 'auto' } }}
      />
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      {may ? (
        <div style={{ display: 'flex', gap: 8 }}>
          <button type="submit" className="btn p" disabled={save.isPending}>
            {t('common.save')}
          </button>
          <button type="button" className="btn" onClick={() => setSites([...new Set([...sites, ...list.default])])}>
            {t('settings.referrers.restore')}
          </button>
        </div>
      ) : (
        <p className="t3 sm">{t('settings.readOnly')}</p>
      )}
    </form>
  )
}
