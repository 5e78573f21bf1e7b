import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '@/api/types'
import { useFormat } from '@/i18n'
import { useDetail, useReason } from './data'

/** Rows that will not come in, by why: the others are not affected. */
export function ImportRefused({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation()
  const f = useFormat()
  const reason = useReason()
  const detail = useDetail()
  const all = preview.sum.refused
  const rows = all.reduce((sum, r) => sum + r.count, 0)
  if (rows === 0) return null
  const rest = preview.sum.rows - rows
  return (
    <section className="card" aria-labelledby="refused">
      <div className="hd">
        <h2 id="refused">{t('sources.import.refusedTitle', { count: rows, n: f.num(rows) })}</h2>
        <span className="t3 sm">{t('sources.import.refusedRest', { count: rest, n: f.num(rest) })}</span>
      </div>
      <ul className="rj">
        {all.map((r) => (
          <li key={r.reason}>
            <span className="n">{f.num(r.count)}</span>
            <div>
              <b>{reason(r.reason)}</b>
              <span>
                {t(r.count > r.lines.length ? 'sources.import.reasonLinesMore' : 'sources.import.reasonLines', {
                  lines: r.lines.map((l) => f.num(l)).join(', '),
                })}
                {r.details && ` · ${r.details.map(detail).join(' · ')}`}
              </span>
            </div>
          </li>
        ))}
      </ul>
      <p className="quiet">{t('sources.import.problemsHint')}</p>
    </section>
  )
}
