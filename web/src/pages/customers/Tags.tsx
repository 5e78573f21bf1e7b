import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { CustomerProfile, CustomerTag } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { IconButton, explain, Loaded } from '@/parts/parts'
import { TagInput } from '@/parts/TagInput'
import { useMay } from '@/session'

/** The words that the business put on the customer. */
export function Tags({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const may = useMay('customers')
  const params = { path: { id: customer.id } }
  const key = ['customer', customer.id, 'tags']
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(api.GET('/v1/customers/{id}/tags', { signal, params })),
  })
  const done = useDone(key)
  const put = useMutation({
    mutationFn: (name: string) => call(api.POST('/v1/customers/{id}/tags', { params, body: { name } })),
    onSuccess: done,
  })
  const take = useMutation({
    mutationFn: (name: string) =>
      call(api.DELETE('/v1/customers/{id}/tags', { params: { ...params, query: { name } } })),
    onSuccess: done,
  })
  const error = put.error ?? take.error
  return (
    <section className="card" aria-labelledby="tags">
      <div className="hd">
        <h2 id="tags">{t('tags.title')}</h2>
      </div>
      <Loaded query={query} rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p className="quiet">{t('tags.none')}</p>
          ) : (
            <ul className="tagged">
              {all.map((x) => (
                <One key={x.name} tag={x} take={may ? () => take.mutate(x.name) : undefined} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {may && <Add put={(name) => put.mutateAsync(name)} />}
      {!!error && (
        <p className="bad tag-bad" role="alert">
          {explain(error, t)}
        </p>
      )}
    </section>
  )
}

function One({ tag, take }: { tag: CustomerTag; take?: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const since = f.date(tag.at)
  const by = tag.segment ? t('live.by', { segment: tag.segment }) : tag.byName
  return (
    <li className="tag">
      <Define what={by ? t('tags.since', { date: since, by }) : since}>{tag.name}</Define>
      {take && <IconButton icon="x" label={t('tags.off', { name: tag.name })} onClick={take} />}
    </li>
  )
}

function Add({ put }: { put: (name: string) => Promise<unknown> }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const add = (e: FormEvent) => {
    e.preventDefault()
    if (name.trim())
      put(name).then(
        () => setName(''),
        () => undefined, // it is said below
      )
  }
  return (
    <form className="tag-add" onSubmit={add}>
      <TagInput name={name} set={setName} bare />
      <button type="submit" className="btn o" disabled={!name.trim()}>
        {t('tags.add')}
      </button>
    </form>
  )
}

/** Shows what a change answered, and asks again what counts tags. */
function useDone(key: unknown[]) {
  const client = useQueryClient()
  return (now: CustomerTag[]) => {
    client.setQueryData(key, now)
    void client.invalidateQueries({ queryKey: ['tags'] })
    void client.invalidateQueries({ queryKey: ['segments'] })
  }
}
