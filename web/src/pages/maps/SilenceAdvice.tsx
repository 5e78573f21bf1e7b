import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { JourneyMap } from '@/api/types'
import { useFormat } from '@/i18n'
import { FEW } from '@/stats'

/** Which silence fits: after how many days people still came back and bought, and what another choice would change. */
export function SilenceAdvice({ map, use }: { map: JourneyMap; use?: (days: number) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const a = useQuery({
    queryKey: ['query', 'silence', map.id, map.silenceDays, map.updatedAt],
    queryFn: ({ signal }) => call(api.POST('/v1/query', { signal, body: { question: 'silence', map: map.id } })),
  }).data?.silence
  if (!a || a.conversions < FEW) return null
  const now = a.choices.find((c) => c.days === a.days)
  const shown = a.choices.filter((c) => c.days === a.days || c.days === a.proposed || [14, 30, 60, 90].includes(c.days))
  return (
    <div className="silence">
      <p>
        {t(a.apart.value > 0.05 ? 'map.silence.apart' : 'map.silence.fits', {
          share: f.pct(a.apart.value),
          k: f.num(a.apart.k),
          n: f.num(a.conversions),
          days: a.days,
        })}{' '}
        {a.alone > 0 && t('map.silence.alone', { count: a.alone, n: f.num(a.alone) })}
      </p>
      {now && now.cut.n >= FEW && (
        <table className="stable plain">
          <thead>
            <tr>
              <th scope="col">{t('map.silence.days')}</th>
              <th scope="col" className="r">
                {t('map.silence.cut')}
              </th>
              <th scope="col" className="r">
                {t('map.silence.time')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((c) => (
              <tr key={c.days} className={c.days === a.proposed ? 'b' : undefined}>
                <td>
                  {t('funnel.days', { count: c.days })}
                  {c.days === a.days && <small className="t3"> {t('map.silence.now')}</small>}
                  {c.days === a.proposed && c.days !== a.days && <small className="t3"> {t('map.silence.fit')}</small>}
                </td>
                <td className="r">{f.pct(c.cut.value)}</td>
                <td className="r">{f.duration(c.timeToGoal.median)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {use && a.proposed > 0 && a.proposed !== map.silenceDays && (
        <button type="button" className="btn o" onClick={() => use(a.proposed)}>
          {t('map.silence.use', { count: a.proposed })}
        </button>
      )}
    </div>
  )
}
