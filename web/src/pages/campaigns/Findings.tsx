import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { Tag, type Tone } from '@/parts/parts'
import type { Check } from './types'

type Finding = Check['findings'][number]

const tones: Record<Finding['severity'], Tone | undefined> = { forbidden: 'pain', spam: 'warn', advice: undefined }

/** What the law, spam filters and readers mind in the text, each with where it stands. */
export function Findings({ of, place }: { of: Finding[]; place: (field: string) => string }) {
  const { t } = useTranslation()
  if (of.length === 0)
    return (
      <p className="row camp-ok">
        <Icon name="check" size="s" />
        {t('finding.none')}
      </p>
    )
  const order = Object.keys(tones)
  const list = [...of].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
  return (
    <section aria-labelledby="camp-find">
      <h3 className="camp-h" id="camp-find">
        {t('finding.title')}
      </h3>
      <ul className="wl">
        {list.map((f) => (
          <li key={f.rule + f.field}>
            <Icon name="alert" size="s" />
            <span>
              <Tag tone={tones[f.severity]}>{t(`finding.severity.${f.severity}`)}</Tag>{' '}
              {place(f.field) && <b>{place(f.field)}: </b>}
              {t(`error.finding.${f.rule}`, f.args)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
