import { MultiSelect, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { segmentsQuery, tagsQuery } from '@/api/queries'
import type { SegmentRule } from '@/api/types'
import { useCurrency } from '@/session'
import { useLeadChoices } from '@/view/leads'
import { useEvents, usePlaces, useWays } from './choices'
import { Bound, type Choice, type Field, Num, Pick } from './fields'
import type { Kind } from './rule'

type Part<K extends Kind> = NonNullable<SegmentRule[K]>
/** What a touch condition looks at, as one choice. */
function lookedAt({ match, map, touchpoints }: Part<'touch'>) {
  if (map) return `t:${map}/${touchpoints?.[0] ?? ''}`
  return match?.[0]?.event ? 'e:' + match[0].event : ''
}

export function Touch({ value, set }: Field<Part<'touch'>>) {
  const { t } = useTranslation()
  const events = useEvents()
  const places = usePlaces('touchpoints').map((g) => ({
    ...g,
    items: g.items.map((i) => ({ ...i, value: 't:' + i.value })),
  }))
  const look = lookedAt(value)
  const known = look === '' || [events, ...places.map((g) => g.items)].flat().some((c) => c.value === look)
  const choose = (v: string) => {
    const { match: _m, map: _p, touchpoints: _t, ...rest } = value
    if (v.startsWith('e:')) set({ ...rest, match: [{ event: v.slice(2) }] })
    else if (v.startsWith('t:')) {
      const [map, touchpoint] = v.slice(2).split('/')
      set({ ...rest, map, touchpoints: [touchpoint!] })
    } else set(rest)
  }
  const when = value.sinceDays ? 'since' : value.withinDays ? 'within' : value.from || value.to ? 'period' : 'ever'
  const setWhen = (w: string) => {
    const { withinDays, sinceDays, from: _f, to: _u, ...rest } = value
    const days = withinDays ?? sinceDays?.atLeast ?? 30
    set({
      ...rest,
      ...(w === 'within' ? { withinDays: days } : w === 'since' ? { sinceDays: { atLeast: days } } : {}),
    })
  }
  return (
    <>
      <Pick
        label={t('who.what')}
        search
        data={[
          { value: 'any', label: t('who.anyTouch') },
          ...(known ? [] : [{ value: look, label: places.length > 0 ? look.slice(2) : t('common.loading') }]),
          { group: t('who.events'), items: events },
          ...places,
        ]}
        value={look || 'any'}
        set={choose}
      />
      <Bound
        label={t('who.howOften')}
        value={value.times ?? { atLeast: 1 }}
        set={(times) => set({ ...value, times })}
        never={t('who.never')}
      />
      <Pick
        label={t('who.counted')}
        data={['touch', 'session', 'samePage'].map((c) => ({ value: c, label: t(`who.count.${c}`) }))}
        value={value.count ?? 'touch'}
        set={(c) => set({ ...value, count: c === 'touch' ? undefined : (c as 'session' | 'samePage') })}
      />
      <Pick
        label={t('who.which')}
        data={['any', 'first', 'last'].map((c) => ({ value: c, label: t(`who.only.${c}`) }))}
        value={value.only ?? 'any'}
        set={(c) => set({ ...value, only: c === 'any' ? undefined : (c as 'first' | 'last') })}
      />
      <Pick
        label={t('who.when')}
        data={['ever', 'within', 'since', ...(when === 'period' ? ['period'] : [])].map((w) => ({
          value: w,
          label: t(`who.times.${w}`),
        }))}
        value={when}
        set={setWhen}
      />
      {when === 'within' && (
        <Num
          label={t('who.days')}
          value={value.withinDays}
          set={(n) => set({ ...value, withinDays: Math.min(n || 1, 36500) })}
        />
      )}
      {when === 'since' && (
        <Bound
          label={t('who.days')}
          value={value.sinceDays}
          set={(sinceDays) => set({ ...value, sinceDays: sinceDays! })}
        />
      )}
      {(when === 'within' || when === 'since') && <span className="t2">{t('who.day')}</span>}
    </>
  )
}

const sums = ['times', 'value', 'sinceDays'] as const

export function Buy({ value, set }: Field<Part<'buy'>>) {
  const { t } = useTranslation()
  const currency = useCurrency()
  const sum = sums.find((s) => value[s]) ?? 'times'
  const rest = { withinDays: value.withinDays, from: value.from, to: value.to }
  return (
    <>
      <Pick
        label={t('who.what')}
        data={sums.map((s) => ({ value: s, label: t(`who.bought.${s}`, { currency }) }))}
        value={sum}
        set={(s) => set({ ...rest, [s]: { atLeast: s === 'value' ? 1_000_000 : s === 'sinceDays' ? 60 : 1 } })}
      />
      <Bound
        label={t('who.howMuch')}
        value={value[sum] ?? { atLeast: 1 }}
        set={(r) => set({ ...value, [sum]: r })}
        never={sum === 'times' ? t('who.never') : undefined}
      />
      {sum === 'sinceDays' ? (
        <span className="t2">{t('who.daysAgo')}</span>
      ) : (
        <>
          <Pick
            label={t('who.when')}
            data={['ever', 'within'].map((w) => ({ value: w, label: t(`who.times.${w}`) }))}
            value={value.withinDays ? 'within' : 'ever'}
            set={(w) => set({ ...value, withinDays: w === 'within' ? 90 : undefined })}
          />
          {!!value.withinDays && (
            <>
              <Num
                label={t('who.days')}
                value={value.withinDays}
                set={(n) => set({ ...value, withinDays: Math.min(n || 1, 36500) })}
              />
              <span className="t2">{t('who.day')}</span>
            </>
          )}
        </>
      )}
    </>
  )
}

export function Stand({ value, set }: Field<Part<'stand'>>) {
  const { t } = useTranslation()
  const of = (mark: string, list: ReturnType<typeof usePlaces>) =>
    list.map((g) => ({ ...g, items: g.items.map((i) => ({ ...i, value: mark + i.value })) }))
  const places = [...of('s:', usePlaces('stages')), ...of('t:', usePlaces('touchpoints'))]
  const at = value.stages?.[0]
    ? `s:${value.map}/${value.stages[0]}`
    : value.touchpoints?.[0]
      ? `t:${value.map}/${value.touchpoints[0]}`
      : ''
  const choose = (v: string) => {
    const [map, id] = v.slice(2).split('/') as [string, string]
    set({ map, ...(v.startsWith('s:') ? { stages: [id] } : { touchpoints: [id] }), forDays: value.forDays })
  }
  return (
    <>
      <Pick label={t('who.place')} search data={places} value={at} set={choose} />
      <Pick
        label={t('who.howLong')}
        data={['any', 'some'].map((w) => ({ value: w, label: t(`who.long.${w}`) }))}
        value={value.forDays ? 'some' : 'any'}
        set={(w) => set({ ...value, forDays: w === 'some' ? { atLeast: 3 } : undefined })}
      />
      {value.forDays && (
        <>
          <Bound label={t('who.days')} value={value.forDays} set={(forDays) => set({ ...value, forDays })} />
          <span className="t2">{t('who.day')}</span>
        </>
      )}
    </>
  )
}

const ways = ['firstLead', 'lastLead', 'firstChannel', 'firstSource'] as const

export function Came({ value, set }: Field<Part<'came'>>) {
  const { t } = useTranslation()
  const leads = useLeadChoices()
  const { channels, sources } = useWays()
  const way = ways.find((w) => value[w]) ?? 'firstLead'
  const data: (Choice | string)[] = way === 'firstChannel' ? channels : way === 'firstSource' ? sources : leads
  return (
    <>
      <Pick
        label={t('who.what')}
        data={ways.map((w) => ({ value: w, label: t(`who.way.${w}`) }))}
        value={way}
        set={(w) => set({ [w]: [] })}
      />
      <MultiSelect
        size="xs"
        className="many"
        aria-label={t('who.anyOf')}
        placeholder={value[way]?.length ? '' : t('rule.choose')}
        searchable
        data={data}
        value={value[way] ?? []}
        onChange={(v) => set({ ...value, [way]: v })}
      />
    </>
  )
}

export function Trait({ value, set }: Field<Part<'trait'>>) {
  const { t } = useTranslation()
  const way = value.is ? 'is' : value.number ? 'number' : value.inDays ? 'inDays' : 'has'
  const choose = (w: string) =>
    set({
      name: value.name,
      ...(w === 'is' ? { is: [] } : w === 'number' ? { number: { atLeast: 1 } } : {}),
      ...(w === 'inDays' ? { inDays: { atMost: 7 } } : {}),
    })
  return (
    <>
      <TextInput
        size="xs"
        aria-label={t('who.trait')}
        placeholder={t('who.traitPlace')}
        maxLength={200}
        value={value.name}
        onChange={(e) => set({ ...value, name: e.target.value })}
      />
      <Pick
        label={t('who.what')}
        data={['has', 'is', 'number', 'inDays'].map((w) => ({ value: w, label: t(`who.known.${w}`) }))}
        value={way}
        set={choose}
      />
      {way === 'is' && (
        <TagsInput
          size="xs"
          className="many"
          aria-label={t('who.anyOf')}
          placeholder={value.is?.length ? '' : t('who.values')}
          acceptValueOnBlur
          value={value.is ?? []}
          onChange={(is) => set({ ...value, is })}
        />
      )}
      {way === 'number' && (
        <Bound label={t('who.howMuch')} value={value.number} set={(number) => set({ ...value, number })} />
      )}
      {way === 'inDays' && (
        <>
          <Num
            label={t('who.days')}
            value={value.inDays?.atMost}
            set={(n) => set({ ...value, inDays: { atMost: n } })}
          />
          <span className="t2">{t('who.day')}</span>
        </>
      )}
    </>
  )
}

export function Consent({ value, set }: Field<Part<'consent'>>) {
  const { t } = useTranslation()
  const byChannel = value.purpose === 'care' || value.purpose === 'marketing'
  return (
    <>
      <Pick
        label={t('who.purpose')}
        data={['care', 'marketing', 'tracking', 'personal'].map((p) => ({ value: p, label: t(`who.consents.${p}`) }))}
        value={value.purpose}
        set={(p) =>
          set({
            ...value,
            purpose: p as typeof value.purpose,
            channel: p === 'care' || p === 'marketing' ? value.channel : undefined,
          })
        }
      />
      {byChannel && (
        <Pick
          label={t('rule.channel')}
          data={[
            { value: 'every', label: t('who.everyWay') },
            ...['sms', 'zalo', 'email', 'call'].map((c) => ({ value: c, label: t(`channel.${c}`) })),
          ]}
          value={value.channel ?? 'every'}
          set={(c) => set({ ...value, channel: c === 'every' ? undefined : c })}
        />
      )}
      <Pick
        label={t('who.said')}
        data={['yes', 'no', 'unasked'].map((s) => ({ value: s, label: t(`who.state.${s}`) }))}
        value={value.state}
        set={(s) => set({ ...value, state: s as typeof value.state })}
      />
    </>
  )
}

export function Tagged({ value, set }: Field<Part<'tag'>>) {
  const { t } = useTranslation()
  const all = useQuery(tagsQuery).data ?? []
  return (
    <>
      <Pick
        label={t('who.what')}
        data={['any', 'none'].map((w) => ({ value: w, label: t(`who.tagged.${w}`) }))}
        value={value.not ? 'none' : 'any'}
        set={(w) => set({ any: value.any, ...(w === 'none' ? { not: true } : {}) })}
      />
      <TagsInput
        size="xs"
        className="many"
        aria-label={t('who.anyOf')}
        placeholder={value.any?.length ? '' : t('tags.place')}
        acceptValueOnBlur
        data={all.map((x) => x.name)}
        value={value.any ?? []}
        onChange={(any) => set({ ...value, any })}
      />
    </>
  )
}

export function Reach({ value, set }: Field<string>) {
  const { t } = useTranslation()
  const data = ['phone', 'email', 'zalo', 'facebook', 'shopee', 'lazada', 'tiktokshop', 'member', 'user']
  return (
    <Pick
      label={t('who.what')}
      data={data.map((k) => ({ value: k, label: t(`customers.key.${k}`) }))}
      value={value}
      set={set}
    />
  )
}

export function Account({ value, set }: Field<string[]>) {
  const { t } = useTranslation()
  return (
    <TagsInput
      size="xs"
      className="many"
      aria-label={t('who.anyOf')}
      placeholder={value.length ? '' : t('who.accounts')}
      acceptValueOnBlur
      value={value}
      onChange={set}
    />
  )
}

export function InSegment({ value, set, own }: Field<string> & { own?: string }) {
  const { t } = useTranslation()
  const all = useQuery(segmentsQuery).data ?? []
  return (
    <Pick
      label={t('view.segment')}
      search
      data={all.filter((s) => s.id !== own).map((s) => ({ value: s.id, label: s.name }))}
      value={value}
      set={set}
    />
  )
}
