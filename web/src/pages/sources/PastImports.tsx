import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Tag } from '@/parts/parts'
import { importsQuery, stateTone } from './data'
import { brought } from './ImportList'
import { UndoImport } from './UndoImport'

/** The files imported before, each to be taken back. */
export function PastImports({ now }: { now: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const all = useQuery(importsQuery).data?.filter((i) => i.id !== now && i.state !== 'uploaded') ?? []
  if (all.length === 0) return null
  return (
    <section className="card" aria-labelledby="past">
      <div className="hd">
        <h2 id="past">{t('sources.import.list')}</h2>
        <span className="sp" />
        <Link to="/sources/import" className="go">
          {t('sources.import.all', { count: all.length, n: f.num(all.length) })}
        </Link>
      </div>
      <ul className="hi">
        {all.slice(0, 4).map((i) => (
          <li key={i.id} className={i.state === 'undone' ? 'off' : undefined}>
            <Icon name="upload" />
            <div>
              <Link to="/sources/import" search={{ job: i.id }}>
                <b title={i.fileName}>{i.fileName}</b>
              </Link>
              {i.state === 'undone' && i.undoneAt
                ? t('sources.import.undoneAt', { at: f.dateTime(i.undoneAt) })
                : f.dateTime(i.createdAt)}{' '}
              · {brought(i, t, f.num)}
            </div>
            {['done', 'cancelled', 'failed'].includes(i.state) ? (
              <UndoImport job={i} small />
            ) : (
              <Tag tone={stateTone[i.state]}>{t(`sources.import.state.${i.state}`)}</Tag>
            )}
          </li>
        ))}
      </ul>
      <p className="ft">{t('sources.import.undoFoot')}</p>
    </section>
  )
}
