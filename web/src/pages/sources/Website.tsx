import { Switch, TextInput } from '@mantine/core'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceInfo, WebsiteTold } from '@/api/types'
import { useFormat } from '@/i18n'
import { Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { websiteQuery } from './data'
import { useChange } from './SourcePage'
import './website.css'

/** What a website can tell beside page views, and the events that it tells by. */
const tells = [
  { id: 'time', events: ['Page Left'] },
  { id: 'products', events: ['Product Viewed'] },
  { id: 'search', events: ['Products Searched'] },
  { id: 'forms', events: ['Form Submitted'] },
  { id: 'links', events: ['File Downloaded', 'Link Clicked'] },
  { id: 'errors', events: ['Page Error'] },
] as const

/** Switches for what the website tells without a programmer, each with what came of it. */
export function TellsCard({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const may = useMay('sources')
  const change = useChange(source)
  const told = useQuery(websiteQuery(source.id)).data
  const on = source.tells ?? []
  const set = (id: string, yes: boolean) =>
    change.mutate({ tells: yes ? [...on, id] : on.filter((other) => other !== id) })
  return (
    <section className="card" aria-labelledby="tells">
      <div className="hd">
        <h2 id="tells">{t('sources.tells.title')}</h2>
      </div>
      <p className="quiet">{t('sources.tells.about')}</p>
      <ul className="tells">
        {tells.map(({ id, events }) => {
          const came = events.reduce((sum, event) => sum + (told?.events[event] ?? 0), 0)
          return (
            <li key={id}>
              <Switch
                checked={on.includes(id)}
                disabled={!may || change.isPending}
                onChange={(e) => set(id, e.currentTarget.checked)}
                label={t(`sources.tells.${id}`)}
                description={t(`sources.tells.${id}About`)}
              />
              <p className="opens">
                <span>{t('sources.tells.opens', { what: t(`sources.tells.${id}Opens`) })}</span>
                {told && came > 0 && (
                  <Tag tone="brand">{t('sources.tells.came', { count: came, n: f.num(came), days: told.days })}</Tag>
                )}
              </p>
              {id === 'search' && on.includes('search') && may && <Params key={source.id} source={source} />}
            </li>
          )
        })}
      </ul>
      <p className="t3 xs foot">{t('sources.tells.when')}</p>
    </section>
  )
}

/** The parameters that hold what was searched for; saved when the field is left. */
function Params({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const [text, setText] = useState((source.searchParams ?? []).join(', '))
  const change = useChange(source)
  const save = () => {
    const searchParams = text.split(/[\s,;]+/).filter(Boolean)
    if (searchParams.join() !== (source.searchParams ?? []).join()) change.mutate({ searchParams })
  }
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        save()
      }}
    >
      <TextInput
        label={t('sources.tells.params')}
        description={t('sources.tells.paramsHow')}
        placeholder="q, s, query, search, keyword, tukhoa, tu-khoa"
        value={text}
        onChange={(e) => setText(e.target.value)}
        onBlur={save}
        maxLength={300}
      />
    </form>
  )
}

/** Errors by page, and what was searched for, where the website tells them. */
export function ToldCards({ source }: { source: SourceInfo }) {
  const told = useQuery({ ...websiteQuery(source.id), refetchInterval: 15_000 })
  const shown = (['errors', 'searches'] as const).filter(
    (list) => source.tells?.includes(list === 'errors' ? 'errors' : 'search') || told.data?.[list].length,
  )
  return shown.map((list) => <Told key={list} list={list} query={told} />)
}

function Told({ list, query }: { list: 'errors' | 'searches'; query: UseQueryResult<WebsiteTold> }) {
  const { t } = useTranslation()
  return (
    <section className="card" aria-labelledby={'told-' + list}>
      <div className="hd">
        <h2 id={'told-' + list}>{t(`sources.told.${list}`)}</h2>
        {query.data && <span className="t3 sm">{t('sources.told.days', { count: query.data.days })}</span>}
      </div>
      <Loaded query={query} rows={3}>
        {(told) =>
          told[list].length === 0 ? (
            <p className="quiet">{t(`sources.told.no.${list}`)}</p>
          ) : (
            <div className="told" tabIndex={0} role="region" aria-labelledby={'told-' + list}>
              {list === 'errors' ? <Errors told={told} /> : <Searches told={told} />}
            </div>
          )
        }
      </Loaded>
    </section>
  )
}

function Errors({ told }: { told: WebsiteTold }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <table>
      <thead>
        <tr>
          <th>{t('sources.told.page')}</th>
          <th>{t('sources.told.what')}</th>
          <th className="r">{t('sources.told.times')}</th>
          <th className="r">{t('sources.told.visitors')}</th>
        </tr>
      </thead>
      <tbody>
        {told.errors.map((e) => (
          <tr key={[e.path, e.kind, e.message, e.file].join('\n')}>
            <td className="path">{e.path}</td>
            <td>
              {e.kind === 'resource' ? t('sources.told.notLoaded', { file: e.file }) : e.message}
              {e.kind !== 'resource' && e.file && <small>{e.file}</small>}
            </td>
            <td className="r">{f.num(e.touches)}</td>
            <td className="r">{f.num(e.visitors)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Searches({ told }: { told: WebsiteTold }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <table>
      <thead>
        <tr>
          <th>{t('sources.told.term')}</th>
          <th className="r">{t('sources.told.nothing')}</th>
          <th className="r">{t('sources.told.times')}</th>
          <th className="r">{t('sources.told.visitors')}</th>
        </tr>
      </thead>
      <tbody>
        {told.searches.map((s) => (
          <tr key={s.term}>
            <td>{s.term}</td>
            <td className={'r' + (s.nothing ? ' dn' : '')}>{s.nothing ? f.num(s.nothing) : '–'}</td>
            <td className="r">{f.num(s.touches)}</td>
            <td className="r">{f.num(s.visitors)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
