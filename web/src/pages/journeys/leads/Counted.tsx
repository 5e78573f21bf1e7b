import { useTranslation } from 'react-i18next'
import type { LeadCounts, LeadsAnswer } from '@/api/types'
import { useFormat } from '@/i18n'
import { useDays } from '@/view/counted'

/** What the column of Google Analytics is, and what of it stands in no row: sessions are visits, and never customers. */
export function CountedNote({
  of,
  counts,
  name,
}: {
  of: LeadsAnswer
  counts: LeadCounts
  name: (id: string) => string
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const days = useDays()
  const rest = counts.sessions?.filter((s) => !of.rows.some((r) => r.lead === s.lead)) ?? []
  return (
    <p className="t3 sm">
      {t('lead.counted.note', { days: days(counts.days) })}
      {rest.length > 0 && (
        <> {t('lead.counted.alone', { list: rest.map((s) => `${name(s.lead)} ${f.num(s.sessions)}`).join(', ') })}</>
      )}
      {counts.unknown > 0 && <> {t('lead.counted.unknown', { count: counts.unknown, n: f.num(counts.unknown) })}</>}
    </p>
  )
}

/** Sessions by Google Analytics' own groups of channels, which are none of the business's. */
export function OwnGroups({ counts }: { counts: LeadCounts }) {
  const { t } = useTranslation()
  const f = useFormat()
  const days = useDays()
  if (!counts.groups?.length) return null
  const list = counts.groups.map((g) => `${g.group} ${f.num(g.sessions)}`).join(' · ')
  return <p className="t3 sm any">{t('lead.counted.groups', { days: days(counts.groupDays), list })}</p>
}

/** Keywords as Search Console counted them. */
export function Keywords({ counts }: { counts: LeadCounts }) {
  const { t } = useTranslation()
  const f = useFormat()
  const days = useDays()
  if (!counts.keywords?.length) return null
  return (
    <>
      <h3 className="sub-h">{t('lead.counted.keywords')}</h3>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('lead.counted.keywords')}>
        <table className="tbl">
          <thead>
            <tr>
              <th>{t('lead.counted.keyword')}</th>
              <th className="r">{t('lead.counted.clicks')}</th>
              <th className="r">{t('lead.counted.impressions')}</th>
              <th className="r">{t('lead.counted.position')}</th>
            </tr>
          </thead>
          <tbody>
            {counts.keywords.slice(0, 15).map((k) => (
              <tr key={k.keyword}>
                <td className="any">{k.keyword}</td>
                <td className="r">{f.num(k.clicks)}</td>
                <td className="r">{f.num(k.impressions)}</td>
                <td className="r">{k.position ? f.num(k.position, 1) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="t3 sm">{t('lead.counted.keywordsNote', { days: days(counts.keywordDays) })}</p>
    </>
  )
}
