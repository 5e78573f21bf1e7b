import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery, namesQuery } from '@/api/queries'
import type { Dimensions, ShownName } from '@/api/types'
import { useFormat } from '@/i18n'
import { Empty, Loaded } from '@/parts/parts'
import { NameEdit, useNames } from '@/view/names'
import { useView } from '@/view/view'

const some = 12

/** What events and properties are called on every page, each changed where it stands. */
export function NamesCard() {
  const { t } = useTranslation()
  const [view] = useView()
  const query = useQuery(dimensionsQuery({ ...view, span: { ...view.span, from: undefined, to: undefined } }))
  return (
    <section className="card" aria-labelledby="names">
      <div className="hd">
        <h2 id="names">{t('settings.names.title')}</h2>
      </div>
      <p className="about">{t('settings.names.about')}</p>
      <Loaded query={query} rows={4}>
        {(d) =>
          d.events.length > 0 ? (
            <Lists dimensions={d} />
          ) : (
            <Empty icon="edit" title={t('settings.names.none')}>
              {t('settings.names.noneHow')}
            </Empty>
          )
        }
      </Loaded>
    </section>
  )
}

/** Events by how many touches they have, and the declared properties; those that are named but were not seen come last. */
function Lists({ dimensions: d }: { dimensions: Dimensions }) {
  const { t } = useTranslation()
  const f = useFormat()
  const own = useQuery(namesQuery).data ?? []
  const [all, setAll] = useState(false)
  const unseen = (kind: ShownName['kind'], seen: string[]) =>
    own.filter((n) => n.kind === kind && !seen.includes(n.name)).map((n) => ({ name: n.name, n: 0 }))
  const events = d.events.map((e) => ({ name: e.value, n: e.count }))
  const properties = Object.keys(d.properties).map((name) => ({ name, n: 0 }))
  const lists = {
    event: [
      ...events,
      ...unseen(
        'event',
        d.events.map((e) => e.value),
      ),
    ],
    property: [...properties, ...unseen('property', Object.keys(d.properties))],
  }
  return (
    <>
      <h3 className="sub">{t('settings.names.events')}</h3>
      <ul className="rows">
        {lists.event.slice(0, all ? undefined : some).map((e) => (
          <Name key={e.name} kind="event" name={e.name}>
            {e.n > 0 ? t('settings.names.touches', { count: e.n, n: f.num(e.n) }) : ''}
          </Name>
        ))}
      </ul>
      {!all && lists.event.length > some && (
        <button type="button" className="link more" onClick={() => setAll(true)}>
          {t('settings.names.more', { count: lists.event.length })}
        </button>
      )}
      {lists.property.length > 0 && (
        <>
          <h3 className="sub">{t('settings.names.properties')}</h3>
          <ul className="rows">
            {lists.property.map((p) => (
              <Name key={p.name} kind="property" name={p.name} />
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function Name({ kind, name, children }: { kind: ShownName['kind']; name: string; children?: string }) {
  const { t } = useTranslation()
  const shown = useNames()[kind](name)
  return (
    <li>
      <span className="two">
        <NameEdit kind={kind} name={name} />
        {shown !== name && <small>{t('settings.names.own', { name })}</small>}
      </span>
      <span className="t3 nw">{children}</span>
    </li>
  )
}
