import { useTranslation } from 'react-i18next'
import type { CampaignDraft } from './types'
import { sidesOf, waysOf, type At } from './ways'

interface Props {
  of: Pick<CampaignDraft, 'ways' | 'b'>
  at: At
  label: string
}

/** Which version and which way stand below; nothing where there is one of each. */
export function Picks({ of, at, label }: Props) {
  const { t } = useTranslation()
  const ways = waysOf(of)
  const sides = sidesOf(of)
  if (ways.length + sides.length === 2) return null
  return (
    <div className="row camp-wrap" role="group" aria-label={label}>
      {sides.length > 1 && (
        <div className="seg">
          {sides.map((s) => (
            <button key={s} type="button" aria-pressed={at.side === s} onClick={() => at.set({ side: s })}>
              {t(`campaign.version.${s}`)}
            </button>
          ))}
        </div>
      )}
      {ways.length > 1 && (
        <div className="seg">
          {ways.map((w) => (
            <button key={w} type="button" aria-pressed={at.way === w} onClick={() => at.set({ way: w })}>
              {t(`reach.way.${w}`)}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
