import { NumberInput, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { plain } from '@/format'

export interface Field<T> {
  value: T
  set: (v: T) => void
}
interface Range {
  atLeast?: number
  atMost?: number
}

/** How Mantine looks for what is typed: without diacritics. */
export const searched = ({ options, search }: { options: unknown[]; search: string }) => {
  const meets = (label: string) => plain(label).includes(plain(search.trim()))
  return (options as { label: string; group?: string; items?: { label: string }[] }[])
    .map((o) => (o.items ? { ...o, items: o.items.filter((i) => meets(i.label)) } : o))
    .filter((o) => o.items || meets(o.label)) as never
}

export interface Choice {
  value: string
  label: string
}

export function Pick({
  label,
  data,
  value,
  set,
  search,
}: Field<string> & {
  label: string
  data: (Choice | { group: string; items: Choice[] })[]
  search?: boolean
}) {
  const { t } = useTranslation()
  return (
    <Select
      size="xs"
      aria-label={label}
      placeholder={t('rule.choose')}
      allowDeselect={false}
      searchable={search}
      filter={search ? searched : undefined}
      maxDropdownHeight={300}
      nothingFoundMessage={t('rule.noValue')}
      data={data as never}
      value={value || null}
      onChange={(v) => v !== null && set(v)}
    />
  )
}

export function Num({ label, value, set }: { label: string; value?: number; set: (v: number) => void }) {
  const vi = useTranslation().i18n.language === 'vi'
  return (
    <NumberInput
      size="xs"
      className="num"
      aria-label={label}
      hideControls
      min={0}
      max={1e12}
      thousandSeparator={vi ? '.' : ','}
      decimalSeparator={vi ? ',' : '.'}
      value={value ?? 0}
      onChange={(v) => set(Number(v) || 0)}
    />
  )
}

/** At least or at most a number, or between two; never, where it is named, is at most 0. */
export function Bound({ label, value, set, never }: Field<Range | undefined> & { label: string; never?: string }) {
  const { t } = useTranslation()
  const both = value?.atLeast !== undefined && value.atMost !== undefined
  const way = both
    ? 'between'
    : value?.atMost === 0 && never
      ? 'never'
      : value?.atLeast !== undefined
        ? 'atLeast'
        : 'atMost'
  const n = (way === 'atMost' ? value?.atMost : value?.atLeast) ?? 1
  const choose = (w: string) =>
    set(w === 'never' ? { atMost: 0 } : w === 'between' ? { atLeast: n || 1, atMost: 2 * n || 2 } : { [w]: n || 1 })
  return (
    <>
      <Pick
        label={label}
        data={[
          ...['atLeast', 'atMost', 'between'].map((w) => ({ value: w, label: t(`who.${w}`) })),
          ...(never ? [{ value: 'never', label: never }] : []),
        ]}
        value={way}
        set={choose}
      />
      {way === 'between' ? (
        <>
          <Num label={t('who.atLeast')} value={n} set={(atLeast) => set({ ...value, atLeast })} />
          <span className="t2">{t('who.to')}</span>
          <Num label={t('who.atMost')} value={value?.atMost} set={(atMost) => set({ ...value, atMost })} />
        </>
      ) : (
        way !== 'never' && <Num label={t('who.number')} value={n} set={(v) => set({ [way]: v })} />
      )}
    </>
  )
}
