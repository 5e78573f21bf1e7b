import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { PlacePopover } from '../Choices'
import { useJourneys } from '../useJourneys'
import { moved } from './steps'

/** The steps, picked by clicking: each one or several touchpoints; + adds one, inside it can be moved or taken out. */
export function StepsBar({ steps, name }: { steps: string[][]; name: (step: string[]) => string }) {
  const { t } = useTranslation()
  const { change, search, place } = useJourneys()
  const set = (next: string[][]) => {
    const kept = next.filter((s) => s.length > 0)
    change({ steps: kept.length ? kept : undefined })
  }
  return (
    <div className="steps" role="group" aria-label={t('funnel.steps')}>
      {steps.map((step, i) => (
        <div key={i} className="step1">
          {i > 0 && <Icon name="right" size="xs" />}
          <PlacePopover
            chosen={step}
            label={t('funnel.stepN', { n: i + 1 })}
            onChange={(ids) => set(steps.map((s, k) => (k === i ? ids : s)))}
            foot={(close) => (
              <div className="row">
                <button
                  type="button"
                  className="btn i"
                  aria-label={t('funnel.earlier')}
                  title={t('funnel.earlier')}
                  disabled={i === 0}
                  onClick={() => {
                    set(moved(steps, i, -1))
                    close()
                  }}
                >
                  <Icon name="left" />
                </button>
                <button
                  type="button"
                  className="btn i"
                  aria-label={t('funnel.later')}
                  title={t('funnel.later')}
                  disabled={i === steps.length - 1}
                  onClick={() => {
                    set(moved(steps, i, 1))
                    close()
                  }}
                >
                  <Icon name="right" />
                </button>
                <span className="sp" />
                <button
                  type="button"
                  className="btn"
                  disabled={steps.length < 2}
                  onClick={() => {
                    set(steps.filter((_, k) => k !== i))
                    close()
                  }}
                >
                  <Icon name="trash" size="s" />
                  {t('funnel.remove')}
                </button>
              </div>
            )}
            target={(open, toggle) => (
              <button
                type="button"
                className="flt cut"
                aria-haspopup="dialog"
                aria-expanded={open}
                title={step.map((id) => place(id).name).join(` ${t('funnel.or')} `)}
                onClick={toggle}
              >
                <i className="no">{i + 1}</i>
                <b>{name(step)}</b>
                <Icon name="down" size="s" />
              </button>
            )}
          />
        </div>
      ))}
      <PlacePopover
        once
        chosen={[]}
        label={t('funnel.add')}
        onChange={(ids) => set([...steps, ids])}
        target={(open, toggle) => (
          <button type="button" className="btn" aria-haspopup="dialog" aria-expanded={open} onClick={toggle}>
            <Icon name="plus" size="s" />
            {t('funnel.add')}
          </button>
        )}
      />
      {search.steps && (
        <button type="button" className="btn" onClick={() => change({ steps: undefined })}>
          <Icon name="undo" size="s" />
          {t('funnel.reset')}
        </button>
      )}
    </div>
  )
}
