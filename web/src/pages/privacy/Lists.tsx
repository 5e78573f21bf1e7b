import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Loaded } from '@/parts/parts'
import { useMay } from '@/session'

const names = ['do_not_call', 'refusers'] as const
type Name = (typeof names)[number] | 'withdrawn'
const key = ['refuser-lists']

/** Lists of who may not be addressed; a file replaces one. */
export function Lists() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => call(api.GET('/v1/refuser-lists', { signal })) })
  return (
    <section className="card" aria-labelledby="refusers">
      <div className="hd">
        <h2 id="refusers">{t('privacy.lists.title')}</h2>
      </div>
      <p className="about">{t('privacy.lists.about')}</p>
      <Loaded query={query} rows={2}>
        {({ lists }) => (
          <ul className="rows">
            {names.map((n) => (
              <Row key={n} name={n} list={lists.find((l) => l.name === n)} />
            ))}
            {lists
              .filter((l) => l.name === 'withdrawn')
              .map((l) => (
                <Row key={l.name} name="withdrawn" list={l} fixed />
              ))}
          </ul>
        )}
      </Loaded>
    </section>
  )
}

function Row({ name, list, fixed }: { name: Name; list?: { entries: number; at?: string }; fixed?: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const may = useMay('settings')
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const put = useMutation({
    mutationFn: async (file: File) =>
      call(api.PUT('/v1/refuser-lists', { body: { list: name as (typeof names)[number], text: await file.text() } })),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  })
  return (
    <li>
      <Icon name="lock" />
      <span className="two">
        <b>{t(`privacy.lists.${name}`)}</b>
        <small>
          {list
            ? t('privacy.lists.entries', {
                count: list.entries,
                n: f.num(list.entries),
                date: list.at ? f.date(list.at) : '',
              })
            : t('privacy.lists.empty')}
        </small>
        {put.data && put.data.unread.length > 0 && (
          <small>{t('privacy.lists.unread', { lines: put.data.unread.slice(0, 10).join(', ') })}</small>
        )}
        {put.error && (
          <small className="bad" role="alert">
            {explain(put.error, t)}
          </small>
        )}
      </span>
      {may && !fixed && (
        <>
          <input
            ref={input}
            type="file"
            accept=".csv,.txt"
            hidden
            aria-label={t('privacy.lists.upload')}
            onChange={(e) => {
              const file = e.currentTarget.files?.[0]
              if (file) put.mutate(file)
              e.currentTarget.value = ''
            }}
          />
          <button type="button" className="btn o" disabled={put.isPending} onClick={() => input.current?.click()}>
            {t('privacy.lists.upload')}
          </button>
        </>
      )}
    </li>
  )
}
