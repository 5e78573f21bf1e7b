import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { PageDecision, PagePart, PageValue } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'

const key = ['pages']
type Decide = (d: PageDecision) => void

/** Which pages of the site are put together, why, and a click to correct it. */
export function PageRules() {
  const { t } = useTranslation()
  const may = useMay('settings')
  const client = useQueryClient()
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => call(api.GET('/v1/pages', { signal })) })
  const decide = useMutation({
    mutationFn: (body: PageDecision) => call(api.PUT('/v1/pages', { body })),
    onSuccess: async (next) => {
      client.setQueryData(key, next)
      await client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== key[0] }) // all of the past is counted anew
    },
  })
  return (
    <section className="card" aria-labelledby="pages" aria-busy={decide.isPending}>
      <div className="hd">
        <h2 id="pages">{t('settings.pages.title')}</h2>
        {decide.isPending && (
          <span className="t3 sm" role="status">
            {t('settings.pages.counting')}
          </span>
        )}
      </div>
      <p className="about">{t('settings.pages.about')}</p>
      {decide.error && (
        <p className="bad about" role="alert">
          {explain(decide.error, t)}
        </p>
      )}
      <Loaded query={query} rows={4}>
        {({ parts }) =>
          parts.length > 0 ? (
            <ul className="rows">
              {parts.map((p) => (
                <Part key={p.path} part={p} decide={may && !decide.isPending ? decide.mutate : undefined} />
              ))}
            </ul>
          ) : (
            <Empty icon="globe" title={t('settings.pages.none')}>
              {t('settings.pages.noneHow')}
            </Empty>
          )
        }
      </Loaded>
    </section>
  )
}

/** One part of paths: how many values, whether they are one page, and why; opens into the values. */
function Part({ part: p, decide }: { part: PagePart; decide?: Decide }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <li className="part">
      <div className="part-h">
        <button type="button" className="part-o" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'down' : 'right'} size="s" />
          <span className="two">
            <b className="any">{p.path}</b>
            <small>
              <Why part={p} />
            </small>
          </span>
        </button>
        {decide && p.why === 'person' && (
          <button type="button" className="btn" onClick={() => decide({ path: p.path, decision: 'auto' })}>
            {t('settings.pages.auto')}
          </button>
        )}
        {decide && (
          <button
            type="button"
            className="btn o"
            aria-label={t(p.together ? 'settings.pages.splitOf' : 'settings.pages.joinOf', { path: p.path })}
            onClick={() => decide({ path: p.path, decision: p.together ? 'apart' : 'together' })}
          >
            {t(p.together ? 'settings.pages.split' : 'settings.pages.join')}
          </button>
        )}
      </div>
      {open && (
        <ul className="part-v" aria-label={t('settings.pages.values', { path: p.path })}>
          {p.most.map((v) => (
            <Value key={v.path} value={v} together={p.together} decide={decide} />
          ))}
          {p.values > p.most.length && (
            <li className="t3">{t('settings.pages.more', { count: p.values - p.most.length })}</li>
          )}
        </ul>
      )}
    </li>
  )
}

function Why({ part: p }: { part: PagePart }) {
  const { t } = useTranslation()
  const f = useFormat()
  const state = p.together ? 'together' : 'apart'
  const why = t(`settings.pages.why.${state}.${p.why || 'none'}`, {
    count: p.values,
    n: f.num(p.values),
    date: p.at ? f.date(p.at) : '',
  })
  return (
    <>
      {why}
      {p.together && p.apart > 0 && <> {t('settings.pages.apart', { count: p.apart, n: f.num(p.apart) })}</>}
    </>
  )
}

/** A page among the others: whether it stands apart where they are together. */
function Value({ value: v, together, decide }: { value: PageValue; together: boolean; decide?: Decide }) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = v.apart ? 'join' : 'split'
  return (
    <li>
      <span className="any g1">{v.path}</span>
      {together && v.apart && <Tag>{t(`settings.pages.alone.${v.why || 'none'}`)}</Tag>}
      <span className="t3 nw">{t('customers.touchCount', { count: v.touches, n: f.num(v.touches) })}</span>
      {decide && together && (
        <button
          type="button"
          className="link"
          aria-label={t(`settings.pages.${word}Of`, { path: v.path })}
          onClick={() => decide({ path: v.path, decision: v.apart ? 'together' : 'apart' })}
        >
          {t(`settings.pages.${word}`)}
        </button>
      )}
    </li>
  )
}
