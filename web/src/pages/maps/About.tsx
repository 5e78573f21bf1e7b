import { NumberInput, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { segmentsQuery } from '@/api/queries'
import type { JourneyMap } from '@/api/types'
import { EditText } from '@/parts/EditText'
import type { Action } from './edit/actions'
import { SilenceAdvice } from './SilenceAdvice'

/** Whom the map is about, and how its journeys are cut. */
export function About({ map, act }: { map: JourneyMap; act?: (a: Action) => void }) {
  const { t } = useTranslation()
  const { persona } = map
  const segments = useQuery(segmentsQuery).data ?? []
  const set = (patch: Partial<JourneyMap['persona']>) =>
    act?.({ type: 'map.set', patch: { persona: { ...persona, ...patch } } })
  const lines = (v: string | undefined) =>
    v
      ? v
          .split('\n')
          .map((s) => s.trim())
          .filter(Boolean)
      : undefined
  const days = (field: 'silenceDays' | 'windowDays' | 'returnDays') => (
    <NumberInput
      size="xs"
      key={`${field}${map[field]}`}
      label={t(`map.${field}`)}
      description={t(`map.${field}Why`)}
      min={1}
      max={365}
      allowDecimal={false}
      clampBehavior="strict"
      readOnly={!act}
      defaultValue={map[field]}
      onBlur={(e) => {
        const n = parseInt(e.currentTarget.value, 10)
        if (n >= 1 && n !== map[field]) act?.({ type: 'map.set', patch: { [field]: n } })
      }}
    />
  )
  return (
    <section>
      <h3>{t('map.persona')}</h3>
      <div className="frm">
        <div>
          <div className="lbl">{t('map.personaName')}</div>
          <EditText
            label={t('map.personaName')}
            value={persona.name}
            readOnly={!act}
            max={200}
            onSave={(v) => set({ name: v ?? '' })}
          />
        </div>
        <div>
          <div className="lbl">{t('map.personaAbout')}</div>
          <EditText
            label={t('map.personaAbout')}
            value={persona.description}
            readOnly={!act}
            max={1000}
            onSave={(v) => set({ description: v })}
          />
        </div>
        <div>
          <div className="lbl">{t('map.personaGoals')}</div>
          <EditText
            label={t('map.personaGoals')}
            value={persona.goals?.join('\n')}
            readOnly={!act}
            max={1000}
            onSave={(v) => set({ goals: lines(v) })}
          />
        </div>
        <div>
          <div className="lbl">{t('map.personaPains')}</div>
          <EditText
            label={t('map.personaPains')}
            value={persona.pains?.join('\n')}
            readOnly={!act}
            max={1000}
            onSave={(v) => set({ pains: lines(v) })}
          />
        </div>
        <Select
          size="xs"
          label={t('map.personaSegment')}
          description={t('map.personaSegmentWhy')}
          placeholder={t(segments.length ? 'map.personaNoSegment' : 'view.noSegments')}
          clearable
          searchable
          readOnly={!act}
          value={persona.segment ?? null}
          onChange={(segment) => set({ segment: segment ?? undefined })}
          data={segments.map((s) => ({ value: s.id, label: s.name }))}
        />
        <div className="two-s">
          {days('silenceDays')}
          {days('windowDays')}
          {days('returnDays')}
        </div>
        <SilenceAdvice map={map} use={act && ((n) => act({ type: 'map.set', patch: { silenceDays: n } }))} />
      </div>
    </section>
  )
}
